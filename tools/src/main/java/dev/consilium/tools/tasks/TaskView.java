package dev.consilium.tools.tasks;

import dev.consilium.memory.tasks.Task;
import dev.consilium.schemas.json.Json;
import dev.consilium.schemas.json.Names;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** A task as structured results have it. */
record TaskView(
    String project,
    String taskId,
    String title,
    String status,
    boolean ready,
    int progress,
    int priority,
    @Nullable String type,
    List<String> labels,
    @Nullable String description,
    @Nullable String owner,
    @Nullable String claimedBy,
    @Nullable Instant leaseExpiresAt,
    @Nullable Instant due,
    @Nullable String parent,
    List<String> dependsOn,
    List<String> blockedBy,
    @Nullable String message,
    @Nullable String result,
    @Nullable String errorType,
    @Nullable String errorMessage,
    @Nullable Double durationSeconds,
    Instant createdAt,
    Instant updatedAt,
    @Nullable Instant startedAt,
    @Nullable Instant finishedAt,
    ObjectNode metadata) {

  static TaskView of(Task task) {
    return new TaskView(
        task.project(),
        task.taskId(),
        task.title(),
        Names.of(task.status()),
        task.ready(),
        task.progress(),
        task.priority(),
        task.type() == null ? null : Names.of(task.type()),
        task.labels(),
        task.description(),
        task.owner(),
        task.claimedBy(),
        task.leaseExpiresAt(),
        task.dueAt(),
        task.parent(),
        task.dependsOn(),
        task.blockedBy(),
        task.message(),
        task.result(),
        task.errorType(),
        task.errorMessage(),
        task.durationSeconds(),
        task.createdAt(),
        task.updatedAt(),
        task.startedAt(),
        task.finishedAt(),
        (ObjectNode) Json.MAPPER.readTree(task.metadataJson()));
  }

  /** Without a schema of its own: every agent would pay for 27 fields that name themselves. */
  static ObjectNode json(Task task) {
    return Json.RESULTS.valueToTree(of(task));
  }
}
