package dev.consilium.tools.tasks;

import dev.consilium.memory.Database;
import dev.consilium.memory.tasks.Steering;
import dev.consilium.memory.tasks.TaskOutline;
import dev.consilium.schemas.json.Names;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What people said to the agent that works on a task, and it has not acknowledged. */
final class SteeringText {
  private SteeringText() {}

  /** As structured results have it. */
  record View(long id, String kind, @Nullable String text, String author, Instant at) {
    static View of(Steering steering) {
      return new View(
          steering.id(),
          Names.of(steering.kind()),
          steering.text().isEmpty() ? null : steering.text(),
          steering.author(),
          steering.at());
    }
  }

  static List<Steering> open(Database database, TaskOutline task) {
    Integer open = task.openSteering();
    return open == null || open > 0
        ? database.steering().open(task.project(), task.taskId())
        : List.of();
  }

  static @Nullable List<View> views(List<Steering> open) {
    return open.isEmpty() ? null : open.stream().map(View::of).toList();
  }

  /** A line for each, and what to do with them. */
  static String text(List<Steering> open) {
    if (open.isEmpty()) {
      return "";
    }
    StringBuilder text = new StringBuilder();
    for (Steering steering : open) {
      text.append("\n#").append(steering.id()).append(' ').append(steering.author());
      text.append(
          switch (steering.kind()) {
            case COMMENT -> " comments: ";
            case INSTRUCT -> " changes your instructions: ";
            case PAUSE -> " asks you to pause. ";
            case RESUME -> " asks you to go on. ";
            case STOP -> " asks you to stop. ";
          });
      text.append(steering.text());
    }
    String ids =
        open.stream()
            .map(steering -> Long.toString(steering.id()))
            .collect(Collectors.joining(", "));
    return text + "\nTake this over, then report with acknowledge=[" + ids + "].";
  }
}
