package dev.consilium.memory.runs;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A run as it stands.
 *
 * @param resultJson what the caller was told, when it has ended
 */
public record Run(
    long id,
    @Nullable String agent,
    @Nullable String project,
    @Nullable String taskId,
    @Nullable String session,
    String language,
    String code,
    RunStatus status,
    @Nullable String resultJson,
    Instant startedAt,
    @Nullable Instant endedAt) {}
