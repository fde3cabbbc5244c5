package dev.consilium.tools.sandbox;

import dev.consilium.memory.Database;
import dev.consilium.tools.Tool;
import java.util.List;

/** The tools of the sandbox. */
public final class SandboxTools {
  private SandboxTools() {}

  public static List<Tool<?, ?>> all(Sandbox sandbox, Database database) {
    return List.of(new SandboxRun(sandbox, database), new SandboxSessions(sandbox));
  }
}
