package dev.consilium.memory.tasks;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A task as stored.
 *
 * @param id a number that no other task has, in no project
 * @param ready open, and all it depends on is done
 * @param blockedBy those of {@code dependsOn} that are not done
 * @param openSteering how much of what people said nobody has acknowledged; null in answers that
 *     were kept since before this was counted
 */
public record Task(
    long id,
    String project,
    String taskId,
    String title,
    @Nullable String description,
    @Nullable TaskType type,
    List<String> labels,
    int priority,
    @Nullable String owner,
    @Nullable Instant dueAt,
    @Nullable String parent,
    String metadataJson,
    TaskStatus status,
    boolean ready,
    int progress,
    @Nullable String message,
    @Nullable String result,
    @Nullable String errorType,
    @Nullable String errorMessage,
    @Nullable String stackTrace,
    @Nullable Double durationSeconds,
    @Nullable String claimedBy,
    @Nullable Instant leaseExpiresAt,
    List<String> dependsOn,
    List<String> blockedBy,
    Instant createdAt,
    Instant updatedAt,
    @Nullable Instant startedAt,
    @Nullable Instant finishedAt,
    @Nullable Integer openSteering) {
  public TaskOutline outline() {
    return new TaskOutline(project, taskId, status, ready, progress, blockedBy, openSteering);
  }
}
