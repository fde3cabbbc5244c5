package dev.consilium.tools.tasks;

import dev.consilium.memory.Database;
import dev.consilium.memory.Write;
import dev.consilium.memory.tasks.Task;
import dev.consilium.memory.tasks.TaskChange;
import dev.consilium.memory.tasks.TaskStatus;
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
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Changes what a task is; how it goes is reported. */
final class TaskUpdate implements Tool<TaskUpdate.Args, TaskUpdate.Result> {
  enum Target {
    OPEN,
    CANCELLED
  }

  record Args(
      @Field(max = Limits.NAME) String project,
      @Field(max = Limits.NAME) String taskId,
      @Field("open: do it again") @Nullable Target status,
      @Field(min = 1, max = Limits.TITLE) @Nullable String title,
      @Field(max = Limits.TEXT) @Nullable String description,
      @Nullable TaskType type,
      @Field(max = Limits.LABELS) @Nullable List<String> labels,
      @Field(min = 0, max = 4) @Nullable Integer priority,
      @Field(max = Limits.NAME) @Nullable String owner,
      @Nullable Instant due,
      @Field(max = Limits.NAME) @Nullable String parent,
      @Field(max = Limits.DEPENDENCIES) @Nullable List<String> addDependsOn,
      @Field(max = Limits.DEPENDENCIES) @Nullable List<String> removeDependsOn,
      @Field("Merged; null removes") @Nullable ObjectNode metadata,
      @Field(value = "A comment for the history", max = Limits.TEXT) @Nullable String message,
      @Field(min = 1, max = Limits.NAME) @Nullable String agent,
      @Field(max = Limits.NAME) @Nullable String idempotencyKey) {}

  record Result(String status, boolean ready) {}

  private final Database database;

  TaskUpdate(Database database) {
    this.database = database;
  }

  @Override
  public ToolSpec<Args, Result> spec() {
    return new ToolSpec<>(
        "task_update",
        "Change a task",
        "Edit, reopen or cancel a task, change its dependencies, or comment on it.",
        ToolSet.TASKS,
        new Hints(false, true, true, false),
        Args.class,
        Result.class);
  }

  @Override
  public ToolAnswer<Result> call(Args args, ToolContext context) {
    Task task =
        database
            .tasks()
            .update(
                new Write(context.principal(), args.idempotencyKey()),
                new TaskChange(
                    args.project(),
                    args.taskId(),
                    Objects.requireNonNullElse(args.agent(), context.clientName()),
                    args.title(),
                    args.description(),
                    args.type(),
                    args.labels(),
                    args.priority(),
                    args.owner(),
                    args.due(),
                    args.parent(),
                    args.addDependsOn(),
                    args.removeDependsOn(),
                    args.metadata() == null ? null : args.metadata().toString(),
                    args.message(),
                    switch (args.status()) {
                      case OPEN -> TaskStatus.OPEN;
                      case CANCELLED -> TaskStatus.CANCELLED;
                      case null -> null;
                    }));
    return new ToolAnswer<>(
        task.taskId() + ": " + TaskText.state(task.outline()),
        new Result(Names.of(task.status()), task.ready()));
  }
}
