package dev.consilium.tools.tasks;

import dev.consilium.memory.tasks.Task;
import dev.consilium.memory.tasks.TaskOutline;
import dev.consilium.memory.tasks.TaskStatus;
import dev.consilium.schemas.json.Names;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Tasks in few words, for the model that reads them. */
final class TaskText {
  private TaskText() {}

  /** One line a task under its state, so that no state is said twice. */
  static String list(List<Task> tasks, boolean withProject) {
    Map<TaskStatus, List<Task>> ready = new EnumMap<>(TaskStatus.class);
    Map<TaskStatus, List<Task>> rest = new EnumMap<>(TaskStatus.class);
    for (Task task : tasks) {
      (task.ready() ? ready : rest)
          .computeIfAbsent(task.status(), _ -> new ArrayList<>())
          .add(task);
    }
    StringBuilder text = new StringBuilder();
    ready.values().forEach(group -> section(text, "ready", group, withProject));
    rest.forEach((status, group) ->
        section(
            text, status == TaskStatus.OPEN ? "blocked" : Names.of(status), group, withProject));
    return text.toString();
  }

  private static void section(
      StringBuilder text, String state, List<Task> tasks, boolean withProject) {
    text.append(state).append(":\n");
    for (Task task : tasks) {
      if (withProject) {
        text.append(task.project()).append('/');
      }
      text.append(task.taskId()).append(' ').append(task.title());
      text.append(detail(task)).append('\n');
    }
  }

  /** What an agent asks next: whom a task waits for, who has it, how far it is. */
  private static String detail(Task task) {
    return switch (task.status()) {
      case OPEN -> task.ready() ? "" : " <- " + String.join(", ", task.blockedBy());
      case CLAIMED -> " (" + task.claimedBy() + ")";
      case RUNNING -> " (" + task.claimedBy() + " " + task.progress() + "%)";
      case DONE, FAILED, CANCELLED -> "";
    };
  }

  /** {@code running 40%}, {@code ready}, {@code blocked by t1, t2}. */
  static String state(TaskOutline task) {
    if (task.ready()) {
      return "ready";
    }
    return switch (task.status()) {
      case OPEN -> "blocked by " + String.join(", ", task.blockedBy());
      case RUNNING -> "running " + task.progress() + "%";
      case CLAIMED, DONE, FAILED, CANCELLED -> Names.of(task.status());
    };
  }

  /** Everything an agent needs to work on the task. */
  static String full(Task task) {
    StringBuilder text = new StringBuilder();
    text.append(task.project()).append('/').append(task.taskId()).append(' ').append(task.title());
    text.append("\nstate: ").append(state(task.outline()));
    line(text, "type", task.type() == null ? null : Names.of(task.type()));
    line(text, "priority", String.valueOf(task.priority()));
    line(text, "owner", task.owner());
    line(text, "held by", task.claimedBy());
    line(text, "due", task.dueAt());
    line(text, "labels", task.labels().isEmpty() ? null : String.join(", ", task.labels()));
    line(text, "parent", task.parent());
    line(
        text,
        "depends on",
        task.dependsOn().isEmpty() ? null : String.join(", ", task.dependsOn()));
    line(text, "message", task.message());
    line(text, "result", task.result());
    line(text, "error", task.errorMessage());
    line(text, "metadata", task.metadataJson().equals("{}") ? null : task.metadataJson());
    line(text, "description", task.description());
    return text.toString();
  }

  private static void line(StringBuilder text, String name, @Nullable Object value) {
    if (value != null) {
      text.append('\n').append(name).append(": ").append(value);
    }
  }
}
