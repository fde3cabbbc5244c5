package dev.consilium.server.cli;

import dev.consilium.memory.Database;
import dev.consilium.memory.keys.ApiKeyStore;
import dev.consilium.memory.keys.CreatedApiKey;
import dev.consilium.schemas.access.Scope;
import dev.consilium.schemas.json.Names;
import dev.consilium.server.config.Config;
import dev.consilium.server.config.Setting;
import java.io.PrintStream;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** {@code consilium key create NAME [SCOPES]}. */
record CreateKey(PrintStream out) implements Command {
  @Override
  public String name() {
    return "key create";
  }

  @Override
  public String description() {
    return "Create an API key for HTTP clients and show it once; SCOPES such as read,write";
  }

  @Override
  public Set<Setting> flags() {
    return Setting.OF_THE_DATABASE;
  }

  @Override
  public List<String> parameters() {
    return List.of("NAME", "[SCOPES]");
  }

  @Override
  public int run(Config config, List<String> words) {
    String name = words.getFirst();
    Set<Scope> scopes = words.size() > 1 ? scopes(words.get(1)) : ApiKeyStore.DEFAULT_SCOPES;
    try (Database database = Databases.lazy(config)) {
      CreatedApiKey created = database.apiKeys().create(name, scopes);
      out.println(created.key());
      System.err.println(
          "This is the key of \"%s\", which may %s. It is shown only now: keep it."
              .formatted(name, ListKeys.shown(scopes)));
    }
    return 0;
  }

  private static Set<Scope> scopes(String text) {
    EnumSet<Scope> scopes = EnumSet.noneOf(Scope.class);
    for (String word : text.split(",", -1)) {
      scopes.add(
          Scope.named(word.strip())
              .orElseThrow(() ->
                  new UsageException(
                      "There is no scope \"%s\".%s Known: %s."
                          .formatted(
                              word,
                              Names.didYouMean(word, Scope.names()),
                              String.join(", ", Scope.names())))));
    }
    return scopes;
  }
}
