package dev.consilium.tools.decisions;

import dev.consilium.memory.Change;
import dev.consilium.memory.Database;
import dev.consilium.tools.ResourceContents;
import dev.consilium.tools.Resources;
import java.util.List;
import java.util.Optional;

/** Decisions by URI, {@code decision://d17}, as the Markdown files that a repository can hold. */
public final class DecisionResources implements Resources {
  private static final String DECISION = "decision://";
  private static final String MARKDOWN = "text/markdown";

  private final Database database;

  public DecisionResources(Database database) {
    this.database = database;
  }

  @Override
  public List<Template> templates() {
    return List.of(
        new Template(
            DECISION + "{id}", "decision", "Decision", "A decision, as MADR Markdown", MARKDOWN));
  }

  @Override
  public Optional<ResourceContents> read(String uri) {
    if (!uri.matches(DECISION + "d[1-9]\\d{0,17}")) {
      return Optional.empty();
    }
    return database
        .decisions()
        .find(uri.substring(DECISION.length()))
        .map(history ->
            new ResourceContents.Text(uri, MARKDOWN, MadrWriter.write(history.decision())));
  }

  @Override
  public List<String> changedBy(Change change) {
    return change instanceof Change.ResourceChanged(String uri) && uri.startsWith(DECISION)
        ? List.of(uri)
        : List.of();
  }
}
