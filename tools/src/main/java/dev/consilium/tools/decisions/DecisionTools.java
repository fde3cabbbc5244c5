package dev.consilium.tools.decisions;

import dev.consilium.memory.Database;
import dev.consilium.tools.Tool;
import java.util.List;

/** The tools of the decision log. */
public final class DecisionTools {
  private DecisionTools() {}

  public static List<Tool<?, ?>> all(Database database) {
    return List.of(
        new DecisionRecord(database),
        new DecisionSearch(database),
        new DecisionFor(database),
        new DecisionGet(database),
        new DecisionUpdate(database),
        new DecisionPolicyTool(database),
        new DecisionImport(database));
  }
}
