package dev.consilium.memory;

import org.jspecify.annotations.Nullable;

/**
 * Who writes, and the key by which a repeat of the same write is known. Keys of different
 * principals are different keys; they are kept for seven days.
 */
public record Write(String principal, @Nullable String idempotencyKey) {}
