package dev.consilium.tools.memories;

import dev.consilium.memory.Database;
import dev.consilium.tools.Tool;
import java.util.List;

/** The tools of the memory. */
public final class MemoryTools {
  private MemoryTools() {}

  public static List<Tool<?, ?>> all(Database database) {
    return List.of(
        new SessionResume(database),
        new MemoryAdd(database),
        new MemorySearch(database),
        new MemoryUpdate(database),
        new MemoryForget(database));
  }
}
