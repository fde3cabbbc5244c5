package dev.consilium.tools.tasks;

import dev.consilium.memory.Database;
import dev.consilium.memory.tasks.Steering;
import dev.consilium.memory.tasks.TaskEvent;
import dev.consilium.memory.tasks.TaskHistory;
import dev.consilium.schemas.json.Field;
import dev.consilium.schemas.json.Json;
import dev.consilium.schemas.json.Names;
import dev.consilium.tools.Tool;
import dev.consilium.tools.ToolAnswer;
import dev.consilium.tools.ToolContext;
import dev.consilium.tools.ToolSet;
import dev.consilium.tools.ToolSpec;
import dev.consilium.tools.ToolSpec.Hints;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** One task with what happened to it. */
final class TaskGet implements Tool<TaskGet.Args, TaskGet.Result> {
  record Args(
      @Field(max = Limits.NAME) String project,
      @Field(max = Limits.NAME) String taskId,
      @Field(value = "How many of the last events, default 20", min = 0, max = Limits.PAGE)
          @Nullable Integer events) {}

  record Result(ObjectNode task, List<Event> history, @Nullable List<SteeringText.View> steering) {}

  record Event(String event, Instant at, @Nullable String agent, @Nullable ObjectNode data) {}

  private static final int DEFAULT_EVENTS = 20;

  private final Database database;

  TaskGet(Database database) {
    this.database = database;
  }

  @Override
  public ToolSpec<Args, Result> spec() {
    return new ToolSpec<>(
        "task_get",
        "Get a task",
        "Read one task whole, with its history.",
        ToolSet.TASKS,
        Hints.READ,
        Args.class,
        null);
  }

  @Override
  public ToolAnswer<Result> call(Args args, ToolContext context) {
    TaskHistory found =
        database
            .tasks()
            .get(
                args.project(),
                args.taskId(),
                args.events() == null ? DEFAULT_EVENTS : args.events());
    StringBuilder text = new StringBuilder(TaskText.full(found.task()));
    if (!found.events().isEmpty()) {
      text.append(found.moreEvents() ? "\nhistory (the last of it):" : "\nhistory:");
      found
          .events()
          .forEach(event -> {
            text.append("\n- ").append(event.at()).append(' ').append(Names.of(event.type()));
            if (event.agent() != null) {
              text.append(" by ").append(event.agent());
            }
            if (!event.dataJson().equals("{}")) {
              text.append(' ').append(event.dataJson());
            }
          });
    }
    List<Steering> open = SteeringText.open(database, found.task().outline());
    return new ToolAnswer<>(
        text.append(SteeringText.text(open)).toString(),
        new Result(
            TaskView.json(found.task()),
            found.events().stream().map(TaskGet::view).toList(),
            SteeringText.views(open)));
  }

  static Event view(TaskEvent event) {
    ObjectNode data = (ObjectNode) Json.MAPPER.readTree(event.dataJson());
    return new Event(
        Names.of(event.type()), event.at(), event.agent(), data.isEmpty() ? null : data);
  }
}
