package dev.consilium.memory.tasks;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What an agent says of a task.
 *
 * @param claim the token of its claim; needed while the task is held under a lease
 * @param title creates the task where it is unknown
 * @param metadataJson merged into what is there
 * @param lease how long a claim made by {@code START} lasts; a second at least; null: a run without
 *     lease or token
 */
public record Report(
    String project,
    String taskId,
    String agent,
    Action action,
    @Nullable Long claim,
    @Nullable String title,
    @Nullable Integer progress,
    @Nullable String message,
    @Nullable String result,
    @Nullable Double durationSeconds,
    @Nullable String errorType,
    @Nullable String errorMessage,
    @Nullable String stackTrace,
    @Nullable String metadataJson,
    @Nullable Duration lease) {
  public Report {
    if (lease != null) {
      ExpiredLeases.requireLongEnough(lease);
    }
  }

  /** Gives a task back that is held by a claim. */
  public static Report release(Task task, String agent, long claim) {
    return new Report(
        task.project(),
        task.taskId(),
        agent,
        Action.RELEASE,
        claim,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null);
  }
}
