package dev.consilium.tools.decisions;

import dev.consilium.memory.Database;
import dev.consilium.memory.Refused;
import dev.consilium.memory.decisions.DecisionHistory;
import dev.consilium.schemas.json.Field;
import dev.consilium.schemas.json.Names;
import dev.consilium.tools.Tool;
import dev.consilium.tools.ToolAnswer;
import dev.consilium.tools.ToolContext;
import dev.consilium.tools.ToolSet;
import dev.consilium.tools.ToolSpec;
import dev.consilium.tools.ToolSpec.Hints;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One decision, whole. */
final class DecisionGet implements Tool<DecisionGet.Args, DecisionGet.Result> {
  record Args(@Field(max = Limits.NAME) String id) {}

  record Result(DecisionView decision, List<Event> history) {}

  record Event(String type, @Nullable String agent, @Nullable String detail, Instant at) {}

  private final Database database;

  DecisionGet(Database database) {
    this.database = database;
  }

  @Override
  public ToolSpec<Args, Result> spec() {
    return new ToolSpec<>(
        "decision_get",
        "Get a decision",
        "A decision, whole, as MADR Markdown, with its history.",
        ToolSet.DECISIONS,
        Hints.READ,
        Args.class,
        null);
  }

  @Override
  public ToolAnswer<Result> call(Args args, ToolContext context) {
    DecisionHistory history =
        database
            .decisions()
            .find(args.id())
            .orElseThrow(() ->
                new Refused(
                    "id", "there is no decision " + args.id() + "; decision_search shows them."));
    List<Event> events =
        history.events().stream()
            .map(event ->
                new Event(
                    Names.of(event.type()),
                    event.agent(),
                    event.detail().isEmpty() ? null : event.detail(),
                    event.createdAt()))
            .toList();
    return new ToolAnswer<>(
        MadrWriter.write(history.decision()),
        new Result(DecisionView.of(history.decision()), events));
  }
}
