package dev.consilium.memory.tasks;

import org.jspecify.annotations.Nullable;

/**
 * What an agent that holds no claim tells of its task.
 *
 * @param title of a task that is not known yet; its id is taken where there is none
 * @param metadataJson merged into what is there
 */
public record Notice(
    String project,
    String taskId,
    @Nullable String title,
    String agent,
    Kind kind,
    @Nullable Integer progress,
    @Nullable String message,
    @Nullable String result,
    @Nullable Double durationSeconds,
    @Nullable String errorType,
    @Nullable String errorMessage,
    @Nullable String stackTrace,
    @Nullable String metadataJson) {

  /** What it says of the task. */
  public enum Kind {
    STARTED,
    GOES_ON,
    FINISHED,
    FAILED,
    GIVEN_UP
  }

  /** The report that it amounts to. */
  Report report(Action action, @Nullable Long claim, @Nullable String metadata) {
    return new Report(
        project,
        taskId,
        agent,
        action,
        claim,
        null,
        progress,
        message,
        result,
        durationSeconds,
        errorType,
        errorMessage,
        stackTrace,
        metadata,
        null);
  }
}
