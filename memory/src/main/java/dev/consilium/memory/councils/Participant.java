package dev.consilium.memory.councils;

import org.jspecify.annotations.Nullable;

/**
 * A seat in a council.
 *
 * @param brief what this one is to look at
 * @param priority 1 speaks first where priority decides
 * @param agent who has taken the seat
 */
public record Participant(
    String name, Role role, String brief, int priority, @Nullable String agent) {}
