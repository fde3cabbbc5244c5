package dev.consilium.server.api;

import dev.consilium.memory.Refused;
import dev.consilium.memory.tasks.CreatedTask;
import dev.consilium.memory.tasks.EventPage;
import dev.consilium.memory.tasks.NewTask;
import dev.consilium.memory.tasks.Task;
import dev.consilium.memory.tasks.TaskAsSeen;
import dev.consilium.memory.tasks.TaskChange;
import dev.consilium.memory.tasks.TaskEvent;
import dev.consilium.memory.tasks.TaskStatus;
import dev.consilium.memory.tasks.TaskStore;
import dev.consilium.memory.tasks.TaskType;
import dev.consilium.schemas.json.Field;
import dev.consilium.schemas.json.Json;
import dev.consilium.schemas.json.Names;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Single tasks, and their histories. */
final class TasksResource {
  static final String TAG = "tasks";
  static final String LIST = "/api/projects/{project}/tasks";
  private static final String ONE = LIST + "/{task_id}";

  record Named(
      @Field(min = 1, max = Limits.NAME) String project,
      @Field(min = 1, max = Limits.NAME) String taskId) {}

  record HistoryPage(
      @Field(min = 1, max = Limits.NAME) String project,
      @Field(min = 1, max = Limits.NAME) String taskId,
      @Field(value = "Default 100", min = 1, max = Limits.PAGE) @Nullable Integer limit,
      @Nullable String cursor) {}

  record InProject(@Field(min = 1, max = Limits.NAME) String project) {}

  record TaskDraft(
      @Field(min = 1, max = Limits.TITLE) String title,
      @Field(value = "Yours; one is given where it is left out", min = 1, max = Limits.NAME)
          @Nullable String taskId,
      @Field(max = Limits.TEXT) @Nullable String description,
      @Nullable TaskType type,
      @Field(max = Limits.LABELS) @Nullable List<String> labels,
      @Field(value = "0 is first, 4 is last, default 2", min = 0, max = 4)
          @Nullable Integer priority,
      @Field(min = 1, max = Limits.NAME) @Nullable String owner,
      @Nullable Instant due,
      @Field(max = Limits.NAME) @Nullable String parent,
      @Field(max = Limits.DEPENDENCIES) @Nullable List<String> dependsOn,
      @Nullable ObjectNode metadata) {}

  record TaskPatch(
      @Field("pending: do it again; cancelled: give it up") @Nullable String status,
      @Field(min = 1, max = Limits.TITLE) @Nullable String title,
      @Field(max = Limits.TEXT) @Nullable String description,
      @Nullable TaskType type,
      @Field(max = Limits.LABELS) @Nullable List<String> labels,
      @Field(min = 0, max = 4) @Nullable Integer priority,
      @Field(min = 1, max = Limits.NAME) @Nullable String owner,
      @Nullable Instant due,
      @Field(max = Limits.NAME) @Nullable String parent,
      @Field(max = Limits.DEPENDENCIES) @Nullable List<String> addDependsOn,
      @Field(max = Limits.DEPENDENCIES) @Nullable List<String> removeDependsOn,
      @Field("Merged; null removes") @Nullable ObjectNode metadata,
      @Field(value = "A comment for the history", max = Limits.TEXT) @Nullable String message,
      @Field(value = "Who changes it; the name of the key by default", min = 1, max = Limits.NAME)
          @Nullable String agent) {}

  record TaskEventView(long id, String event, Instant at, @Nullable String agent, ObjectNode data) {
    static TaskEventView of(TaskEvent event) {
      return new TaskEventView(
          event.id(),
          Names.of(event.type()),
          event.at(),
          event.agent(),
          (ObjectNode) Json.MAPPER.readTree(event.dataJson()));
    }
  }

  private final TaskStore tasks;

  TasksResource(TaskStore tasks) {
    this.tasks = tasks;
  }

  List<Operation<?, ?>> operations() {
    return List.of(
        Operation.write(
            "POST",
            LIST,
            "createTask",
            TAG,
            "Create a task",
            "The same task again is answered with 200, another one with that task_id with 409.",
            InProject.class,
            TaskDraft.class,
            Reply.createdOrThere(TaskView.class),
            this::create),
        Operation.get(
            ONE,
            "getTask",
            TAG,
            "One task",
            "",
            Named.class,
            Reply.one(TaskView.class),
            (named, _) ->
                Answer.of(TaskView.of(tasks.get(named.project(), named.taskId(), 0).task()))),
        Operation.write(
                "PATCH",
                ONE,
                "changeTask",
                TAG,
                "Change a task",
                "What is left out or null stays. How a task goes is told by the webhooks.",
                Named.class,
                TaskPatch.class,
                Reply.one(TaskView.class),
                this::change)
            .with(Operation.Trait.CONDITIONAL),
        Operation.get(
            ONE + "/history",
            "getTaskHistory",
            TAG,
            "What happened to a task, from its beginning on",
            "",
            HistoryPage.class,
            Reply.page(TaskEventView.class),
            this::history));
  }

  private Answer create(InProject in, TaskDraft body, Caller caller) {
    CreatedTask created =
        tasks
            .create(
                caller.write(),
                in.project(),
                List.of(
                    new NewTask(
                        body.taskId(),
                        body.title(),
                        body.description(),
                        body.type(),
                        Objects.requireNonNullElse(body.labels(), List.of()),
                        Objects.requireNonNullElse(body.priority(), NewTask.DEFAULT_PRIORITY),
                        body.owner(),
                        body.due(),
                        body.parent(),
                        Objects.requireNonNullElse(body.dependsOn(), List.of()),
                        body.metadata() == null ? null : body.metadata().toString())))
            .getFirst();
    Task task = tasks.get(in.project(), created.taskId(), 0).task();
    String location =
        "/api/projects/"
            + Caller.encoded(in.project())
            + "/tasks/"
            + Caller.encoded(created.taskId());
    return created.existed()
        ? Answer.of(TaskView.of(task))
        : Answer.created(location, TaskView.of(task));
  }

  private Answer change(Named named, TaskPatch patch, Caller caller) {
    Task task =
        tasks.update(
            caller
                .ifMatch()
                .map(tags -> caller.write().onlyIf(asSeen(named, tags)))
                .orElseGet(caller::write),
            new TaskChange(
                named.project(),
                named.taskId(),
                Objects.requireNonNullElse(patch.agent(), caller.principal().name()),
                patch.title(),
                patch.description(),
                patch.type(),
                patch.labels(),
                patch.priority(),
                patch.owner(),
                patch.due(),
                patch.parent(),
                patch.addDependsOn(),
                patch.removeDependsOn(),
                patch.metadata() == null ? null : patch.metadata().toString(),
                patch.message(),
                target(patch.status())));
    TaskView view = TaskView.of(task);
    return Answer.of(view).with("ETag", EntityTag.of(view));
  }

  private static TaskAsSeen asSeen(Named named, String tags) {
    return new TaskAsSeen(
        named.project(),
        named.taskId(),
        task -> {
          if (!EntityTag.matches(tags, EntityTag.of(TaskView.of(task)))) {
            throw new ApiFailure(
                412,
                "",
                "The task is not as If-Match has it any more: GET it, look at what changed, and send"
                    + " the change with the new ETag.");
          }
        });
  }

  private static @Nullable TaskStatus target(@Nullable String word) {
    if (word == null) {
      return null;
    }
    return StatusWord.named(word)
        .filter(status -> status == TaskStatus.OPEN || status == TaskStatus.CANCELLED)
        .orElseThrow(() ->
            new Refused("status", "expected pending or cancelled; the webhooks tell the rest."));
  }

  private Answer history(HistoryPage wanted, Caller caller) {
    EventPage page =
        tasks.history(
            wanted.project(),
            wanted.taskId(),
            wanted.cursor(),
            Objects.requireNonNullElse(wanted.limit(), Limits.DEFAULT_PAGE));
    return caller.page(page.events().stream().map(TaskEventView::of).toList(), page.nextCursor());
  }
}
