package dev.consilium.tools.councils;

import dev.consilium.memory.Change;
import dev.consilium.memory.Database;
import dev.consilium.tools.ResourceContents;
import dev.consilium.tools.Resources;
import java.util.List;
import java.util.Optional;

/** Councils by URI, {@code council://c5}: the whole protocol. */
public final class CouncilResources implements Resources {
  static final String COUNCIL = "council://";
  private static final String MARKDOWN = "text/markdown";

  private final Database database;

  public CouncilResources(Database database) {
    this.database = database;
  }

  @Override
  public List<Template> templates() {
    return List.of(
        new Template(
            COUNCIL + "{id}", "council", "Council", "The protocol of a council", MARKDOWN));
  }

  @Override
  public Optional<ResourceContents> read(String uri) {
    if (!uri.matches(COUNCIL + "c[1-9]\\d{0,17}")) {
      return Optional.empty();
    }
    String id = uri.substring(COUNCIL.length());
    return database
        .councils()
        .find(id)
        .map(council ->
            new ResourceContents.Text(
                uri,
                MARKDOWN,
                CouncilText.protocol(council, database.councils().events(id, 0, Limits.EVENTS))));
  }

  @Override
  public List<String> changedBy(Change change) {
    return change instanceof Change.ResourceChanged(String uri) && uri.startsWith(COUNCIL)
        ? List.of(uri)
        : List.of();
  }
}
