package dev.consilium.memory.tasks;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a report came to.
 *
 * @param repeated the same was reported before: nothing changed
 * @param nowReady tasks of the project that this one was the last to block
 */
public record Reported(
    TaskOutline task,
    @Nullable Long claim,
    @Nullable Instant leaseExpiresAt,
    boolean repeated,
    List<String> nowReady) {}
