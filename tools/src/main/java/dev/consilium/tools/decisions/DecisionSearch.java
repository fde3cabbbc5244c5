package dev.consilium.tools.decisions;

import dev.consilium.memory.Database;
import dev.consilium.memory.decisions.DecisionFilter;
import dev.consilium.memory.decisions.DecisionPage;
import dev.consilium.memory.decisions.DecisionStatus;
import dev.consilium.schemas.json.Field;
import dev.consilium.tools.Tool;
import dev.consilium.tools.ToolAnswer;
import dev.consilium.tools.ToolContext;
import dev.consilium.tools.ToolSet;
import dev.consilium.tools.ToolSpec;
import dev.consilium.tools.ToolSpec.Hints;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Finds decisions, rejected alternatives included. */
final class DecisionSearch implements Tool<DecisionSearch.Args, DecisionSearch.Result> {
  record Args(
      @Field(value = "Any words; left out for the latest", max = Limits.TITLE)
          @Nullable String query,
      @Field(max = Limits.NAME) @Nullable String project,
      @Nullable List<DecisionStatus> statuses,
      @Field(value = "All of them", max = Limits.NAMES) @Nullable List<String> tags,
      @Field(max = Limits.NAME) @Nullable String participant,
      @Field(max = Limits.NAME) @Nullable String meetingId,
      @Field(value = "Default 20", min = 1, max = Limits.HITS) @Nullable Integer limit,
      @Field(max = Limits.NAME) @Nullable String cursor) {}

  record Result(List<DecisionView> decisions, @Nullable String nextCursor) {}

  private static final int DEFAULT_HITS = 20;

  private final Database database;

  DecisionSearch(Database database) {
    this.database = database;
  }

  @Override
  public ToolSpec<Args, Result> spec() {
    return new ToolSpec<>(
        "decision_search",
        "Search decisions",
        "Find what was decided, and what was decided against.",
        ToolSet.DECISIONS,
        Hints.READ,
        Args.class,
        null);
  }

  @Override
  public ToolAnswer<Result> call(Args args, ToolContext context) {
    DecisionPage page =
        database
            .decisions()
            .search(
                new DecisionFilter(
                    args.project(),
                    args.query(),
                    args.statuses() == null ? Set.of() : Set.copyOf(args.statuses()),
                    Given.list(args.tags()),
                    args.participant(),
                    args.meetingId()),
                args.cursor(),
                Objects.requireNonNullElse(args.limit(), DEFAULT_HITS));
    String text =
        page.decisions().stream().map(DecisionText::line).collect(Collectors.joining("\n"));
    if (page.nextCursor() != null) {
      text += "\nnext cursor: " + page.nextCursor();
    }
    return new ToolAnswer<>(
        text.isEmpty() ? "No such decision." : text,
        new Result(page.decisions().stream().map(DecisionView::of).toList(), page.nextCursor()));
  }
}
