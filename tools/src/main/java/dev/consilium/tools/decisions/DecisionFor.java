package dev.consilium.tools.decisions;

import dev.consilium.memory.Database;
import dev.consilium.memory.Refused;
import dev.consilium.memory.decisions.Decision;
import dev.consilium.schemas.json.Field;
import dev.consilium.tools.Tool;
import dev.consilium.tools.ToolAnswer;
import dev.consilium.tools.ToolContext;
import dev.consilium.tools.ToolSet;
import dev.consilium.tools.ToolSpec;
import dev.consilium.tools.ToolSpec.Hints;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What governs the files or the task at hand. */
final class DecisionFor implements Tool<DecisionFor.Args, DecisionFor.Result> {
  record Args(
      @Field(max = Limits.NAME) String project,
      @Field(max = Limits.NAMES) @Nullable List<String> files,
      @Field(max = Limits.NAME) @Nullable String taskId) {}

  record Result(List<DecisionView> decisions) {}

  private final Database database;

  DecisionFor(Database database) {
    this.database = database;
  }

  @Override
  public ToolSpec<Args, Result> spec() {
    return new ToolSpec<>(
        "decision_for",
        "Decisions that govern",
        "Before you change files or begin a task: which decisions hold for them.",
        ToolSet.DECISIONS,
        Hints.READ,
        Args.class,
        null);
  }

  @Override
  public ToolAnswer<Result> call(Args args, ToolContext context) {
    List<String> files = Given.list(args.files());
    if (files.isEmpty() && args.taskId() == null) {
      throw new Refused("files", "name the files, or a task_id.");
    }
    List<Decision> decisions =
        database
            .decisions()
            .governing(
                args.project(), files, args.taskId() == null ? List.of() : List.of(args.taskId()));
    StringBuilder text = new StringBuilder();
    for (Decision decision : decisions) {
      text.append(DecisionText.line(decision)).append('\n');
      if (!decision.draft().rationale().isEmpty()) {
        text.append("  Why: ").append(decision.draft().rationale()).append('\n');
      }
    }
    return new ToolAnswer<>(
        text.isEmpty() ? "No decision governs them." : text.toString().strip(),
        new Result(decisions.stream().map(DecisionView::of).toList()));
  }
}
