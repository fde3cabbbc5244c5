package dev.consilium.memory.tasks;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A change of what a task is; what is null stays.
 *
 * @param metadataJson merged; a null value removes
 * @param message goes into the history
 * @param target {@code OPEN} to do it again, {@code CANCELLED} to give it up
 */
public record TaskChange(
    String project,
    String taskId,
    String agent,
    @Nullable String title,
    @Nullable String description,
    @Nullable TaskType type,
    @Nullable List<String> labels,
    @Nullable Integer priority,
    @Nullable String owner,
    @Nullable Instant dueAt,
    @Nullable String parent,
    @Nullable List<String> addDependsOn,
    @Nullable List<String> removeDependsOn,
    @Nullable String metadataJson,
    @Nullable String message,
    @Nullable TaskStatus target) {
  /** Does a task again or gives it up, and changes nothing else. */
  static TaskChange turn(
      String project, String taskId, String agent, TaskStatus target, @Nullable String message) {
    return new TaskChange(
        project, taskId, agent, null, null, null, null, null, null, null, null, null, null, null,
        message, target);
  }
}
