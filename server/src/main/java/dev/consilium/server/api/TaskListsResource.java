package dev.consilium.server.api;

import dev.consilium.memory.Refused;
import dev.consilium.memory.tasks.TaskFilter;
import dev.consilium.memory.tasks.TaskOrder;
import dev.consilium.memory.tasks.TaskPage;
import dev.consilium.memory.tasks.TaskStatus;
import dev.consilium.memory.tasks.TaskStore;
import dev.consilium.memory.tasks.TaskType;
import dev.consilium.schemas.json.Field;
import dev.consilium.schemas.json.Names;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Lists of tasks, in one project or in all. */
final class TaskListsResource {
  static final String ORDER =
      "-id (newest first) by default; id, created_at, updated_at, started_at, finished_at, due,"
          + " priority, progress, duration_seconds, status, title, with - for descending";
  static final String STATUS =
      "Any of pending, claimed, running, completed, failed, cancelled; active: claimed or running";

  record Everywhere(
      @Field(value = "All where it is left out", max = Limits.NAME) @Nullable String project,
      @Field(STATUS) @Nullable List<String> status,
      @Field("Can be begun now") @Nullable Boolean ready,
      @Field(value = "Who owns or holds it", max = Limits.NAME) @Nullable String agent,
      @Nullable TaskType type,
      @Field(max = Limits.NAME) @Nullable String label,
      @Field(value = "Part of the title or the id", max = Limits.TITLE) @Nullable String q,
      @Field(ORDER) @Nullable String sort,
      @Field(value = "Default 100", min = 1, max = Limits.PAGE) @Nullable Integer limit,
      @Field(min = 0, max = Limits.OFFSET) @Nullable Integer offset,
      @Nullable String cursor) {}

  record OfProject(
      @Field(min = 1, max = Limits.NAME) String project,
      @Field(STATUS) @Nullable List<String> status,
      @Field("Can be begun now") @Nullable Boolean ready,
      @Field(value = "Who owns or holds it", max = Limits.NAME) @Nullable String agent,
      @Nullable TaskType type,
      @Field(max = Limits.NAME) @Nullable String label,
      @Field(value = "Id of the task above", max = Limits.NAME) @Nullable String parent,
      @Field(value = "Part of the title or the id", max = Limits.TITLE) @Nullable String q,
      @Field(ORDER) @Nullable String sort,
      @Field(value = "Default 100", min = 1, max = Limits.PAGE) @Nullable Integer limit,
      @Field(min = 0, max = Limits.OFFSET) @Nullable Integer offset,
      @Nullable String cursor) {}

  private final TaskStore tasks;

  TaskListsResource(TaskStore tasks) {
    this.tasks = tasks;
  }

  List<Operation<?, ?>> operations() {
    return List.of(
        Operation.get(
            TasksResource.LIST,
            "listTasks",
            TasksResource.TAG,
            "The tasks of a project",
            "X-Total-Count tells how many there are in all, up to 10,000. Texts of more than 2,000"
                + " characters are cut in lists.",
            OfProject.class,
            Reply.page(TaskView.class),
            this::ofProject),
        Operation.get(
            "/api/tasks",
            "listAllTasks",
            TasksResource.TAG,
            "The tasks of all projects",
            "",
            Everywhere.class,
            Reply.page(TaskView.class),
            this::everywhere));
  }

  private Answer ofProject(OfProject wanted, Caller caller) {
    TaskFilter filter =
        new TaskFilter(
            wanted.project(),
            statuses(wanted.status()),
            Boolean.TRUE.equals(wanted.ready()),
            wanted.agent(),
            wanted.type(),
            wanted.label(),
            wanted.parent(),
            wanted.q());
    return page(filter, wanted.sort(), wanted.cursor(), wanted.offset(), wanted.limit(), caller);
  }

  private Answer everywhere(Everywhere wanted, Caller caller) {
    TaskFilter filter =
        new TaskFilter(
            wanted.project(),
            statuses(wanted.status()),
            Boolean.TRUE.equals(wanted.ready()),
            wanted.agent(),
            wanted.type(),
            wanted.label(),
            null,
            wanted.q());
    return page(filter, wanted.sort(), wanted.cursor(), wanted.offset(), wanted.limit(), caller);
  }

  private Answer page(
      TaskFilter filter,
      @Nullable String sort,
      @Nullable String cursor,
      @Nullable Integer offset,
      @Nullable Integer limit,
      Caller caller) {
    TaskPage page =
        tasks.list(
            filter,
            order(sort),
            cursor,
            Objects.requireNonNullElse(offset, 0),
            Objects.requireNonNullElse(limit, Limits.DEFAULT_PAGE));
    return caller
        .page(page.tasks().stream().map(TaskView::listed).toList(), page.nextCursor())
        .with("X-Total-Count", Long.toString(page.total()));
  }

  private static Set<TaskStatus> statuses(@Nullable List<String> words) {
    EnumSet<TaskStatus> statuses = EnumSet.noneOf(TaskStatus.class);
    for (String word : words == null ? List.<String>of() : words) {
      if (word.equals("active")) {
        statuses.addAll(List.of(TaskStatus.CLAIMED, TaskStatus.RUNNING));
      } else {
        statuses.add(
            StatusWord.named(word)
                .orElseThrow(() -> new Refused("status", "expected one of " + words() + ".")));
      }
    }
    return statuses;
  }

  private static String words() {
    return Arrays.stream(StatusWord.values()).map(Names::of).collect(Collectors.joining(", "))
        + ", active";
  }

  private static TaskOrder order(@Nullable String sort) {
    if (sort == null) {
      return TaskOrder.NEWEST_FIRST;
    }
    boolean descending = sort.startsWith("-");
    String name = descending ? sort.substring(1) : sort;
    return Arrays.stream(TaskOrder.Key.values())
        .filter(key -> Names.of(key).equals(name.toLowerCase(Locale.ROOT)))
        .findFirst()
        .map(key -> new TaskOrder(key, descending))
        .orElseThrow(() -> new Refused("sort", "expected " + ORDER + "."));
  }
}
