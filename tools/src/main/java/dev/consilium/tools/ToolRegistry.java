package dev.consilium.tools;

import dev.consilium.memory.Database;
import dev.consilium.schemas.json.Names;
import dev.consilium.tools.councils.CouncilTools;
import dev.consilium.tools.decisions.DecisionTools;
import dev.consilium.tools.memories.MemoryTools;
import dev.consilium.tools.models.Models;
import dev.consilium.tools.notion.Notion;
import dev.consilium.tools.notion.NotionTools;
import dev.consilium.tools.sandbox.Sandbox;
import dev.consilium.tools.sandbox.SandboxTools;
import dev.consilium.tools.tasks.TaskTools;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Every tool of the host, by name, in the order in which they are listed. */
public final class ToolRegistry {
  private final Map<String, RegisteredTool> tools = new LinkedHashMap<>();
  private final List<RegisteredTool> meta = new ArrayList<>();

  public ToolRegistry(List<RegisteredTool> tools) {
    tools.forEach(this::add);
  }

  /** The tools of the product. */
  public static ToolRegistry of(Database database, Sandbox sandbox, Models models, Notion notion) {
    ToolRegistry registry =
        new ToolRegistry(
            Stream.of(
                    TaskTools.all(database),
                    MemoryTools.all(database),
                    DecisionTools.all(database),
                    CouncilTools.all(database, models),
                    NotionTools.all(notion),
                    SandboxTools.all(sandbox, database))
                .flatMap(List::stream)
                .map(RegisteredTool::of)
                .toList());
    registry.meta.add(registry.add(RegisteredTool.of(new ToolSearch(registry))));
    registry.meta.add(registry.add(new ToolCall(registry).registered()));
    return registry;
  }

  private RegisteredTool add(RegisteredTool registered) {
    if (tools.putIfAbsent(registered.info().name(), registered) != null) {
      throw new IllegalArgumentException("two tools are named " + registered.info().name());
    }
    return registered;
  }

  public Optional<RegisteredTool> find(String name) {
    return Optional.ofNullable(tools.get(name));
  }

  /** What to say of a name that no tool has. */
  public String unknown(String name) {
    String shown = name.length() > 60 ? name.substring(0, 60) + "…" : name;
    return "Unknown tool: \""
        + shown
        + "\"."
        + Names.didYouMean(name, tools.keySet())
        + " tools/list and tool_search show what there is.";
  }

  public List<RegisteredTool> all() {
    return List.copyOf(tools.values());
  }

  /**
   * The tools of the chosen sets; when that leaves any out, also the two that find and call them.
   */
  public List<RegisteredTool> listed(ToolSelection selection) {
    List<RegisteredTool> listed = new ArrayList<>();
    boolean complete = true;
    for (RegisteredTool tool : tools.values()) {
      if (!meta.contains(tool)) {
        if (selection.sets().contains(tool.info().set())) {
          listed.add(tool);
        } else {
          complete = false;
        }
      }
    }
    if (!complete) {
      listed.addAll(meta);
    }
    return listed;
  }
}
