package dev.consilium.tools.sandbox;

import dev.consilium.memory.runs.RunStatus;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a run came to.
 *
 * @param exitCode null if it did not end by itself
 * @param cpu null if the container was gone before it could be asked, as {@code memory}
 * @param memory most that the container ever used, in bytes
 * @param stateLost the variables of the session are gone
 * @param usable whether the container can run another program
 */
record Outcome(
    RunStatus status,
    @Nullable Integer exitCode,
    Output stdout,
    Output stderr,
    Duration duration,
    @Nullable Duration cpu,
    @Nullable Long memory,
    List<OutputFile> files,
    List<Skipped> skipped,
    boolean stateLost,
    boolean usable) {

  /** A file that it left. */
  @SuppressWarnings("ArrayRecordComponent") // Nobody compares them.
  record OutputFile(String path, byte[] content) {}

  /** Something that it left and that was not taken. */
  record Skipped(String path, String why) {}
}
