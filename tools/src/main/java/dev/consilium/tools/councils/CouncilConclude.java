package dev.consilium.tools.councils;

import dev.consilium.memory.Database;
import dev.consilium.memory.Refused;
import dev.consilium.memory.councils.Council;
import dev.consilium.memory.tasks.TaskType;
import dev.consilium.schemas.json.Field;
import dev.consilium.tools.Tool;
import dev.consilium.tools.ToolAnswer;
import dev.consilium.tools.ToolContext;
import dev.consilium.tools.ToolSet;
import dev.consilium.tools.ToolSpec;
import dev.consilium.tools.ToolSpec.Hints;
import dev.consilium.tools.decisions.Given;
import dev.consilium.tools.models.LanguageModel;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Ends a council, as its caller says. */
final class CouncilConclude implements Tool<CouncilConclude.Args, CouncilConclude.Result> {
  record Args(
      @Field(max = Limits.NAME) String council,
      @Field(value = "Default: the topic", max = Limits.NAME) @Nullable String title,
      @Field(max = Limits.TEXT) @Nullable String question,
      @Field(max = Limits.ITEMS) @Nullable List<Given.Option> alternatives,
      @Field(value = "Name of an alternative", max = Limits.NAME) @Nullable String choice,
      @Field(max = Limits.TEXT) @Nullable String rationale,
      @Field(max = Limits.TEXT) @Nullable String consequences,
      @Field(max = Limits.ITEMS) @Nullable List<Given.Danger> risks,
      @Field(max = Limits.ITEMS) @Nullable List<String> files,
      @Field(max = Limits.ITEMS) @Nullable List<String> tags,
      @Field("false: it is proposed, and escalated") @Nullable Boolean consensus,
      @Field(value = "What follows; left out: taken from the protocol", max = Limits.ITEMS)
          @Nullable List<Item> actionItems,
      @Field(max = Limits.NAME) @Nullable String agent) {}

  record Item(
      @Field(min = 1, max = Limits.NAME) String title,
      @Field(max = Limits.TEXT) @Nullable String description,
      @Field(max = Limits.NAME) @Nullable String owner,
      @Nullable Instant due,
      @Field(min = 0, max = 4) @Nullable Integer priority,
      @Nullable TaskType type,
      @Field(value = "Numbers of items before this one, from 1", max = Limits.ITEMS)
          @Nullable List<Integer> after) {}

  record Result(
      String decision,
      String status,
      List<String> tasks,
      @Nullable List<String> alreadyOpen,
      @Nullable List<String> missing) {}

  private final Database database;
  private final Conclusion conclusion;

  /** With a model, what follows from a protocol is refined by it. */
  CouncilConclude(Database database, Optional<? extends LanguageModel> model) {
    this.database = database;
    this.conclusion = new Conclusion(database, model);
  }

  @Override
  public ToolSpec<Args, Result> spec() {
    return new ToolSpec<>(
        "council_conclude",
        "Conclude a council",
        "End a council: its decision goes into the log, its action items become tasks, its protocol"
            + " is remembered.",
        ToolSet.COUNCILS,
        Hints.IDEMPOTENT_WRITE,
        Args.class,
        null);
  }

  @Override
  public ToolAnswer<Result> call(Args args, ToolContext context) throws InterruptedException {
    Council council =
        database
            .councils()
            .find(args.council())
            .orElseThrow(
                () -> new Refused("council", "there is no council " + args.council() + "."));
    Result result = conclusion.of(council, args, context);
    StringBuilder text =
        new StringBuilder(database.councils().find(council.id()).map(CouncilText::line).orElse(""));
    if (!result.tasks().isEmpty()) {
      text.append("\nTasks: ").append(String.join(", ", result.tasks()));
    }
    if (result.alreadyOpen() != null) {
      text.append("\nOpen before, not created again: ");
      text.append(String.join(", ", result.alreadyOpen()));
    }
    if (result.missing() != null) {
      text.append("\nThe decision is proposed; it lacks: ");
      text.append(String.join("; ", result.missing()));
    }
    return new ToolAnswer<>(text.toString(), result);
  }
}
