package dev.consilium.server.cli;

import dev.consilium.memory.Database;
import dev.consilium.memory.keys.ApiKey;
import dev.consilium.schemas.access.Scope;
import dev.consilium.server.config.Config;
import dev.consilium.server.config.Setting;
import java.io.PrintStream;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** {@code consilium key list}. */
record ListKeys(PrintStream out) implements Command {
  @Override
  public String name() {
    return "key list";
  }

  @Override
  public String description() {
    return "List the API keys";
  }

  @Override
  public Set<Setting> flags() {
    return Setting.OF_THE_DATABASE;
  }

  @Override
  public int run(Config config, List<String> words) {
    try (Database database = Databases.lazy(config)) {
      List<ApiKey> keys = database.apiKeys().list();
      if (keys.isEmpty()) {
        System.err.println("There are no keys. Make one with: consilium key create NAME");
      }
      for (ApiKey key : keys) {
        out.printf(
            "%-4d %-24s %s…  may %s  created %s  last used %s%s%n",
            key.id(),
            key.name(),
            key.prefix(),
            shown(key.scopes()),
            key.createdAt(),
            shown(key.lastUsedAt()),
            key.revokedAt() == null ? "" : "  revoked " + key.revokedAt());
      }
    }
    return 0;
  }

  static String shown(Set<Scope> scopes) {
    return scopes.stream().sorted().map(Scope::text).collect(Collectors.joining(","));
  }

  private static String shown(@Nullable Instant time) {
    return time == null ? "never" : time.toString();
  }
}
