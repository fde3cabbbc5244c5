package dev.consilium.memory.sessions;

import org.jspecify.annotations.Nullable;

/**
 * An event of a stream.
 *
 * @param message null for an end without an answer
 */
public record StreamEvent(int number, @Nullable String message, boolean isLast) {}
