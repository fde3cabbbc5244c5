package dev.consilium.memory.exports;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How the exports stand.
 *
 * @param oldest when the longest waiting one was asked for
 */
public record Outbox(int waiting, int running, int done, int failed, @Nullable Instant oldest) {}
