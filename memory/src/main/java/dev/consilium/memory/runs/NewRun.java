package dev.consilium.memory.runs;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A run that begins.
 *
 * @param requestHash of all that was asked for
 * @param alive a run that has not ended by then has lost its host
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares them.
public record NewRun(
    String principal,
    @Nullable String idempotencyKey,
    byte[] requestHash,
    @Nullable String agent,
    @Nullable String project,
    @Nullable String taskId,
    @Nullable String session,
    String language,
    String code,
    Duration alive) {}
