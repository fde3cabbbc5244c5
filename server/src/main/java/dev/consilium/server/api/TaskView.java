package dev.consilium.server.api;

import dev.consilium.memory.tasks.Task;
import dev.consilium.memory.tasks.TaskType;
import dev.consilium.schemas.json.Field;
import dev.consilium.schemas.json.Json;
import dev.consilium.schemas.json.Names;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** A task as clients read it. */
record TaskView(
    long id,
    String taskId,
    String title,
    String project,
    @Field("Who holds it or held it last, else its owner") @Nullable String agent,
    @Field("pending, claimed, running, completed, failed or cancelled") String status,
    @Field("pending, and all it depends on is completed") boolean ready,
    int progress,
    @Nullable String message,
    @Nullable Instant startedAt,
    @Nullable Instant finishedAt,
    @Nullable Double durationSeconds,
    @Nullable String result,
    @Nullable String errorType,
    @Nullable String errorMessage,
    @Nullable String stackTrace,
    ObjectNode metadata,
    @Nullable String description,
    @Nullable String type,
    List<String> labels,
    @Field("0 is first, 4 is last") int priority,
    @Nullable String owner,
    @Nullable Instant due,
    @Nullable String parent,
    List<String> dependsOn,
    @Field("Those of depends_on that are not completed") List<String> blockedBy,
    @Field("Until when its agent has to report") @Nullable Instant leaseExpiresAt,
    Instant createdAt,
    Instant updatedAt) {

  static TaskView of(Task task) {
    return of(task, Integer.MAX_VALUE);
  }

  /** As lists have it: long texts are cut. */
  static TaskView listed(Task task) {
    return of(task, Limits.LISTED_TEXT);
  }

  private static TaskView of(Task task, int longest) {
    TaskType type = task.type();
    return new TaskView(
        task.id(),
        task.taskId(),
        task.title(),
        task.project(),
        task.claimedBy() == null ? task.owner() : task.claimedBy(),
        Names.of(StatusWord.of(task.status())),
        task.ready(),
        task.progress(),
        cut(task.message(), longest),
        task.startedAt(),
        task.finishedAt(),
        task.durationSeconds(),
        cut(task.result(), longest),
        task.errorType(),
        cut(task.errorMessage(), longest),
        cut(task.stackTrace(), longest),
        (ObjectNode) Json.MAPPER.readTree(task.metadataJson()),
        cut(task.description(), longest),
        type == null ? null : Names.of(type),
        task.labels(),
        task.priority(),
        task.owner(),
        task.dueAt(),
        task.parent(),
        task.dependsOn(),
        task.blockedBy(),
        task.leaseExpiresAt(),
        task.createdAt(),
        task.updatedAt());
  }

  private static @Nullable String cut(@Nullable String text, int longest) {
    if (text == null || text.length() <= longest) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(longest - 1)) ? longest - 1 : longest;
    return text.substring(0, end) + "…";
  }
}
