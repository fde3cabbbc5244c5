package dev.consilium.tools.notion;

import dev.consilium.memory.Database;
import dev.consilium.memory.UnavailableException;
import dev.consilium.tools.ToolFailure;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Notion as it is configured, and the work that is done there. */
public final class Notion implements AutoCloseable {
  private final NotionConfig config;
  private final Database database;
  private final @Nullable NotionApi api;
  private final @Nullable Tables tables;
  private final @Nullable Exporter exporter;

  /** Opening costs nothing; nothing is sent before {@link #start} or a call. */
  public Notion(NotionConfig config, Database database) {
    this.config = config;
    this.database = database;
    this.api = config.canRead() ? new NotionApi(config, database.exports().pace()) : null;
    this.tables = api != null && config.canWrite() ? new Tables(config, api) : null;
    this.exporter =
        api != null && tables != null ? new Exporter(database, config, api, tables) : null;
  }

  /** Begins to carry out what is in the outbox. */
  public void start() {
    if (exporter != null) {
      exporter.start();
    }
  }

  NotionConfig config() {
    return config;
  }

  Database database() {
    return database;
  }

  NotionApi api() {
    if (api == null) {
      throw missing(List.of("notion_token"));
    }
    return api;
  }

  Tables tables() {
    if (tables == null) {
      throw missing(config.missing());
    }
    return tables;
  }

  Exporter exporter() {
    if (exporter == null) {
      throw missing(config.missing());
    }
    return exporter;
  }

  private static ToolFailure missing(List<String> settings) {
    return new ToolFailure(
        "Notion is not set up: set "
            + String.join(
                " and ",
                settings.stream().map(s -> "CONSILIUM_" + s.toUpperCase(Locale.ROOT)).toList())
            + " (or the lines "
            + String.join(", ", settings)
            + " of consilium.properties) and start the host again. The README says how, under"
            + " \"Notion\".");
  }

  /**
   * How it stands with Notion; asks it.
   *
   * @param name of the integration, empty if it did not say
   * @param trouble what keeps exports from being done; empty if nothing does
   */
  public record State(String name, List<String> trouble, List<String> leftOut) {
    public State {
      trouble = List.copyOf(trouble);
      leftOut = List.copyOf(leftOut);
    }
  }

  /** Looks; empty if no token is configured. */
  public Optional<State> examine() throws InterruptedException {
    if (api == null) {
      return Optional.empty();
    }
    String name = "";
    try {
      JsonNode self = api.get("users/me");
      name = self.path("name").asString("");
      if (tables == null) {
        return Optional.of(
            new State(
                name,
                List.of("set " + String.join(" and ", config.missing()) + " to export"),
                List.of()));
      }
      Tables.Pair pair = tables.fresh();
      return Optional.of(new State(name, pair.problems(), pair.leftOut()));
    } catch (NotionException | UnavailableException e) {
      return Optional.of(new State(name, List.of(String.valueOf(e.getMessage())), List.of()));
    }
  }

  @Override
  public void close() {
    if (exporter != null) {
      exporter.close();
    }
    if (api != null) {
      api.close();
    }
  }
}
