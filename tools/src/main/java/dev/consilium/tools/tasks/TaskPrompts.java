package dev.consilium.tools.tasks;

import dev.consilium.memory.Database;
import dev.consilium.tools.Prompt;
import java.util.List;

/** The prompts of the task tracker. */
public final class TaskPrompts {
  private TaskPrompts() {}

  public static List<Prompt> all(Database database) {
    return List.of(new WorkPrompt(database), new PlanPrompt(database));
  }
}
