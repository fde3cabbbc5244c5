package dev.consilium.tools.councils;

import dev.consilium.memory.Database;
import dev.consilium.tools.Tool;
import dev.consilium.tools.models.Models;
import java.util.List;

/** The tools of councils. */
public final class CouncilTools {
  private CouncilTools() {}

  public static List<Tool<?, ?>> all(Database database, Models models) {
    return List.of(
        new CouncilStart(database),
        new CouncilRun(database, models.model().isPresent(), models.limits()),
        new CouncilNext(database),
        new CouncilSay(database),
        new CouncilControl(database),
        new CouncilConclude(database, models.model()));
  }
}
