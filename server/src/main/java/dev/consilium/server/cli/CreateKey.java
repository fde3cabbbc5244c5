package dev.consilium.server.cli;

import dev.consilium.memory.Database;
import dev.consilium.memory.keys.CreatedApiKey;
import dev.consilium.server.config.Config;
import dev.consilium.server.config.Setting;
import java.io.PrintStream;
import java.util.Optional;
import java.util.Set;

/** {@code consilium key create NAME}. */
record CreateKey(PrintStream out) implements Command {
  @Override
  public String name() {
    return "key create";
  }

  @Override
  public String description() {
    return "Create an API key for HTTP clients and show it once";
  }

  @Override
  public Set<Setting> flags() {
    return Setting.OF_THE_DATABASE;
  }

  @Override
  public Optional<String> parameter() {
    return Optional.of("NAME");
  }

  @Override
  public int run(Config config, String name) {
    try (Database database = Databases.lazy(config)) {
      CreatedApiKey created = database.apiKeys().create(name);
      out.println(created.key());
      System.err.println("This is the key of \"" + name + "\". It is shown only now: keep it.");
    }
    return 0;
  }
}
