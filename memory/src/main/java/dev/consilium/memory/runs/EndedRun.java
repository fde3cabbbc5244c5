package dev.consilium.memory.runs;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a run ended.
 *
 * @param resultJson what the caller is told
 */
public record EndedRun(
    RunStatus status,
    String resultJson,
    long cpuMillis,
    @Nullable Long memoryBytes,
    List<RunFile> files) {}
