package dev.consilium.memory.tasks;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An agent, and how the tasks stand that it held last.
 *
 * @param lastSeenAt when one of them changed last
 */
public record Agent(
    String name,
    Instant createdAt,
    long active,
    long completed,
    long failed,
    @Nullable Instant lastSeenAt) {}
