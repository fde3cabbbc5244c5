package dev.consilium.tools.tasks;

import dev.consilium.memory.Database;
import dev.consilium.tools.Tool;
import java.util.List;

/** The tools of the task tracker. */
public final class TaskTools {
  private TaskTools() {}

  public static List<Tool<?, ?>> all(Database database) {
    return List.of(
        new TaskCreate(database),
        new TaskList(database),
        new TaskGet(database),
        new TaskNext(database),
        new TaskReport(database),
        new TaskUpdate(database),
        new ProjectList(database),
        new ProjectStatsTool(database));
  }
}
