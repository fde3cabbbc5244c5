package dev.consilium.server.cli;

import dev.consilium.memory.Database;
import dev.consilium.server.config.Config;
import dev.consilium.server.config.Setting;
import java.io.PrintStream;
import java.util.List;
import java.util.Set;

/** {@code consilium key revoke NAME}. */
record RevokeKey(PrintStream out) implements Command {
  @Override
  public String name() {
    return "key revoke";
  }

  @Override
  public String description() {
    return "Revoke an API key, by the name or number that key list shows";
  }

  @Override
  public Set<Setting> flags() {
    return Setting.OF_THE_DATABASE;
  }

  @Override
  public List<String> parameters() {
    return List.of("NAME");
  }

  @Override
  public int run(Config config, List<String> words) {
    String name = words.getFirst();
    try (Database database = Databases.lazy(config)) {
      if (!database.apiKeys().revoke(name)) {
        throw new CommandException(
            "There is no key \"" + name + "\" in use. See: consilium key list");
      }
      out.println("Revoked. Running servers refuse it within 30 seconds.");
    }
    return 0;
  }
}
