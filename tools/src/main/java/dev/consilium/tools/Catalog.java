package dev.consilium.tools;

import dev.consilium.memory.Database;
import dev.consilium.tools.councils.CouncilResources;
import dev.consilium.tools.decisions.DecisionResources;
import dev.consilium.tools.memories.MemoryResources;
import dev.consilium.tools.models.Models;
import dev.consilium.tools.notion.Notion;
import dev.consilium.tools.sandbox.RunResources;
import dev.consilium.tools.sandbox.Sandbox;
import dev.consilium.tools.tasks.TaskPrompts;
import dev.consilium.tools.tasks.TaskResources;
import java.util.List;

/** Everything the host offers its clients. */
public record Catalog(ToolRegistry tools, Resources resources, List<Prompt> prompts) {
  public static Catalog of(Database database, Sandbox sandbox, Models models, Notion notion) {
    return new Catalog(
        ToolRegistry.of(database, sandbox, models, notion),
        new AllResources(
            List.of(
                new TaskResources(database),
                new MemoryResources(database),
                new DecisionResources(database),
                new CouncilResources(database),
                new RunResources(database.runs()))),
        TaskPrompts.all(database));
  }
}
