package dev.consilium.tools.councils;

import dev.consilium.memory.Database;
import dev.consilium.tools.Tool;
import java.util.List;

/** The tools of councils. */
public final class CouncilTools {
  private CouncilTools() {}

  public static List<Tool<?, ?>> all(Database database) {
    return List.of(
        new CouncilStart(database),
        new CouncilNext(database),
        new CouncilSay(database),
        new CouncilControl(database),
        new CouncilConclude(database));
  }
}
