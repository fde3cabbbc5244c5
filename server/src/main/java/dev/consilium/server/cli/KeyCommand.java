package dev.consilium.server.cli;

import dev.consilium.memory.Database;
import dev.consilium.memory.keys.ApiKey;
import dev.consilium.memory.keys.CreatedApiKey;
import java.io.PrintStream;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code consilium key create|list|revoke}: the API keys of HTTP clients. */
@Command(description = "Create, list and revoke API keys.", mixinStandardHelpOptions = true)
final class KeyCommand {

  @Command(description = "Create a key and show it once.", mixinStandardHelpOptions = true)
  static final class Create implements Callable<Integer> {
    private final PrintStream out;

    @Mixin private Options options = new Options();

    @Parameters(paramLabel = "NAME", description = "Whose key it is; shows in the history")
    private String name = "";

    Create(PrintStream out) {
      this.out = out;
    }

    @Override
    public Integer call() {
      try (Database database = Databases.open(options.config())) {
        CreatedApiKey created = database.apiKeys().create(name);
        out.println(created.key());
        System.err.println("This is the key of \"" + name + "\". It is shown only now: keep it.");
      }
      return 0;
    }
  }

  @Command(name = "list", description = "List the keys.", mixinStandardHelpOptions = true)
  static final class ListKeys implements Callable<Integer> {
    private final PrintStream out;

    @Mixin private Options options = new Options();

    ListKeys(PrintStream out) {
      this.out = out;
    }

    @Override
    public Integer call() {
      try (Database database = Databases.open(options.config())) {
        List<ApiKey> keys = database.apiKeys().list();
        if (keys.isEmpty()) {
          System.err.println("There are no keys. Make one with: consilium key create NAME");
        }
        for (ApiKey key : keys) {
          out.printf(
              "%-4d %-24s %s…  created %s  last used %s%s%n",
              key.id(),
              key.name(),
              key.prefix(),
              key.createdAt(),
              shown(key.lastUsedAt()),
              key.revokedAt() == null ? "" : "  revoked " + key.revokedAt());
        }
      }
      return 0;
    }

    private static String shown(@Nullable Instant time) {
      return time == null ? "never" : time.toString();
    }
  }

  @Command(description = "Revoke a key.", mixinStandardHelpOptions = true)
  static final class Revoke implements Callable<Integer> {
    private final PrintStream out;

    @Mixin private Options options = new Options();

    @Parameters(paramLabel = "NAME", description = "Name or number, as key list shows them")
    private String name = "";

    Revoke(PrintStream out) {
      this.out = out;
    }

    @Override
    public Integer call() {
      try (Database database = Databases.open(options.config())) {
        if (!database.apiKeys().revoke(name)) {
          throw new CommandException(
              "There is no key \"" + name + "\" in use. See: consilium key list");
        }
        out.println("Revoked. Running servers refuse it within 30 seconds.");
      }
      return 0;
    }
  }
}
