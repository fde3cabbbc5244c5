package dev.consilium.tools.tasks;

import dev.consilium.memory.Database;
import dev.consilium.memory.tasks.TaskFilter;
import dev.consilium.memory.tasks.TaskPage;
import dev.consilium.memory.tasks.TaskStatus;
import dev.consilium.memory.tasks.TaskType;
import dev.consilium.schemas.json.Field;
import dev.consilium.tools.Tool;
import dev.consilium.tools.ToolAnswer;
import dev.consilium.tools.ToolContext;
import dev.consilium.tools.ToolSet;
import dev.consilium.tools.ToolSpec;
import dev.consilium.tools.ToolSpec.Hints;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Looks over tasks. The default answer is text alone: 200 tasks in a few thousand tokens. */
final class TaskList implements Tool<TaskList.Args, TaskList.Result> {
  enum Format {
    TEXT,
    JSON
  }

  record Args(
      @Field(max = Limits.NAME) @Nullable String project,
      @Nullable List<TaskStatus> status,
      @Field("Only what can be claimed now") @Nullable Boolean ready,
      @Field(max = Limits.NAME) @Nullable String owner,
      @Nullable TaskType type,
      @Field(max = Limits.NAME) @Nullable String label,
      @Field(max = Limits.NAME) @Nullable String parent,
      @Field(value = "In title or id", max = Limits.NAME) @Nullable String text,
      @Field(value = "Default 50", min = 1, max = Limits.PAGE) @Nullable Integer limit,
      @Field(max = Limits.TITLE) @Nullable String cursor,
      @Field("json: all fields, as structuredContent") @Nullable Format format) {}

  record Result(List<TaskView> tasks, long total, @Nullable String nextCursor) {}

  private static final int DEFAULT_LIMIT = 50;

  private final Database database;

  TaskList(Database database) {
    this.database = database;
  }

  @Override
  public ToolSpec<Args, Result> spec() {
    return new ToolSpec<>(
        "task_list",
        "List tasks",
        "See tasks by state. Compact; task_get has the details of one.",
        ToolSet.TASKS,
        Hints.READ,
        Args.class,
        null);
  }

  @Override
  public ToolAnswer<Result> call(Args args, ToolContext context) {
    TaskFilter filter =
        new TaskFilter(
            args.project(),
            args.status() == null ? Set.of() : Set.copyOf(args.status()),
            Boolean.TRUE.equals(args.ready()),
            args.owner(),
            args.type(),
            args.label(),
            args.parent(),
            args.text());
    TaskPage page =
        database
            .tasks()
            .list(filter, args.cursor(), args.limit() == null ? DEFAULT_LIMIT : args.limit());
    StringBuilder text = new StringBuilder();
    if (page.tasks().isEmpty()) {
      text.append(args.cursor() == null ? "No tasks match." : "No more tasks.");
    } else {
      text.append(page.tasks().size()).append(" of ").append(page.total());
      text.append(page.total() == 1 ? " task\n" : " tasks\n");
    }
    if (args.format() == Format.JSON) {
      Result result =
          new Result(
              page.tasks().stream().map(TaskView::of).toList(), page.total(), page.nextCursor());
      return new ToolAnswer<>(text.toString().strip(), result);
    }
    text.append(TaskText.list(page.tasks(), args.project() == null));
    if (page.nextCursor() != null) {
      text.append("next cursor: ").append(page.nextCursor());
    }
    return new ToolAnswer<>(text.toString().strip(), null);
  }
}
