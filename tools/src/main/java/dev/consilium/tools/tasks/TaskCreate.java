package dev.consilium.tools.tasks;

import dev.consilium.memory.Database;
import dev.consilium.memory.Write;
import dev.consilium.memory.tasks.CreatedTask;
import dev.consilium.memory.tasks.NewTask;
import dev.consilium.memory.tasks.TaskType;
import dev.consilium.schemas.json.Field;
import dev.consilium.schemas.json.Names;
import dev.consilium.tools.Tool;
import dev.consilium.tools.ToolAnswer;
import dev.consilium.tools.ToolContext;
import dev.consilium.tools.ToolSet;
import dev.consilium.tools.ToolSpec;
import dev.consilium.tools.ToolSpec.Hints;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Plans work: one task or a whole plan with its dependencies, all or nothing. */
final class TaskCreate implements Tool<TaskCreate.Args, TaskCreate.Result> {
  record Args(
      @Field(min = 1, max = Limits.NAME) String project,
      @Field(min = 1, max = Limits.TASKS_A_CALL) List<Item> tasks,
      @Field(max = Limits.NAME) @Nullable String idempotencyKey) {}

  record Item(
      @Field(value = "Yours, or left out", min = 1, max = Limits.NAME) @Nullable String taskId,
      @Field(min = 1, max = Limits.TITLE) String title,
      @Field(max = Limits.TEXT) @Nullable String description,
      @Nullable TaskType type,
      @Field(max = Limits.LABELS) @Nullable List<String> labels,
      @Field(value = "0 first, default 2", min = 0, max = 4) @Nullable Integer priority,
      @Field(max = Limits.NAME) @Nullable String owner,
      @Nullable Instant due,
      @Field(max = Limits.NAME) @Nullable String parent,
      @Field(value = "Task ids, also of this call", max = Limits.DEPENDENCIES)
          @Nullable List<String> dependsOn,
      @Nullable ObjectNode metadata) {}

  record Result(List<Created> tasks) {}

  record Created(String taskId, String status, boolean ready) {}

  private final Database database;

  TaskCreate(Database database) {
    this.database = database;
  }

  @Override
  public ToolSpec<Args, Result> spec() {
    return new ToolSpec<>(
        "task_create",
        "Create tasks",
        "Plan work: create one task or a whole plan with dependencies. A repeat with the same task_id"
            + " and content is harmless.",
        ToolSet.TASKS,
        Hints.WRITE,
        Args.class,
        Result.class);
  }

  @Override
  public ToolAnswer<Result> call(Args args, ToolContext context) {
    List<CreatedTask> created =
        database
            .tasks()
            .create(
                new Write(context.principal(), args.idempotencyKey()),
                args.project(),
                args.tasks().stream().map(TaskCreate::task).toList());
    String text =
        created.stream()
            .map(task ->
                task.taskId()
                    + (task.existed() ? " (existed already)" : task.ready() ? " (ready)" : ""))
            .collect(Collectors.joining(", ", "In " + args.project() + ": ", ""));
    return new ToolAnswer<>(
        text,
        new Result(
            created.stream()
                .map(task -> new Created(task.taskId(), Names.of(task.status()), task.ready()))
                .toList()));
  }

  private static NewTask task(Item item) {
    return new NewTask(
        item.taskId(),
        item.title(),
        item.description(),
        item.type(),
        Objects.requireNonNullElse(item.labels(), List.of()),
        Objects.requireNonNullElse(item.priority(), NewTask.DEFAULT_PRIORITY),
        item.owner(),
        item.due(),
        item.parent(),
        Objects.requireNonNullElse(item.dependsOn(), List.of()),
        item.metadata() == null ? null : item.metadata().toString());
  }
}
