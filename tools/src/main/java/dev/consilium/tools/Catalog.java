package dev.consilium.tools;

import dev.consilium.memory.Database;
import dev.consilium.tools.tasks.TaskPrompts;
import dev.consilium.tools.tasks.TaskResources;
import java.util.List;

/** Everything the host offers its clients. */
public record Catalog(ToolRegistry tools, Resources resources, List<Prompt> prompts) {
  public static Catalog of(Database database) {
    return new Catalog(
        ToolRegistry.of(database), new TaskResources(database), TaskPrompts.all(database));
  }
}
