package dev.consilium.tools.councils;

import dev.consilium.memory.Database;
import dev.consilium.memory.Refused;
import dev.consilium.memory.councils.Council;
import dev.consilium.memory.councils.Participant;
import dev.consilium.schemas.json.Field;
import dev.consilium.tools.Tool;
import dev.consilium.tools.ToolAnswer;
import dev.consilium.tools.ToolContext;
import dev.consilium.tools.ToolSet;
import dev.consilium.tools.ToolSpec;
import dev.consilium.tools.ToolSpec.Hints;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Who speaks, what is expected, and what there is to know for it. */
final class CouncilNext implements Tool<CouncilNext.Args, CouncilNext.Result> {
  record Args(
      @Field(value = "Left out: the open ones of the project", max = Limits.NAME)
          @Nullable String council,
      @Field(max = Limits.NAME) @Nullable String project,
      @Field(value = "Default: the speaker", max = Limits.NAME) @Nullable String participant,
      @Field(value = "Default 4000", min = 200, max = Limits.MAX_TOKENS)
          @Nullable Integer maxTokens) {}

  record Result(
      List<CouncilView> councils, @Nullable String participant, @Nullable String expected) {}

  private static final int DEFAULT_TOKENS = 4_000;

  private final Database database;

  CouncilNext(Database database) {
    this.database = database;
  }

  @Override
  public ToolSpec<Args, Result> spec() {
    return new ToolSpec<>(
        "council_next",
        "Next in a council",
        "Who speaks now and next, what is expected of them, what was said, and what is known of the"
            + " topic.",
        ToolSet.COUNCILS,
        Hints.READ,
        Args.class,
        null);
  }

  @Override
  public ToolAnswer<Result> call(Args args, ToolContext context) {
    if (args.council() == null) {
      return open(args);
    }
    Council council = database.councils().state(args.council());
    Participant participant = participant(council, args.participant());
    int budget = Objects.requireNonNullElse(args.maxTokens(), DEFAULT_TOKENS);
    String expected = CouncilText.expected(council, participant);
    StringBuilder text = new StringBuilder(CouncilText.line(council)).append('\n');
    text.append(participant.name()).append(": ").append(expected).append('\n');
    text.append(CouncilContext.of(database, council, budget).text());
    return new ToolAnswer<>(
        text.toString().strip(),
        new Result(List.of(CouncilView.of(council)), participant.name(), expected));
  }

  private ToolAnswer<Result> open(Args args) {
    if (args.project() == null) {
      throw new Refused("council", "name a council, or the project whose councils you want.");
    }
    List<Council> open = database.councils().open(args.project());
    String text = open.stream().map(CouncilText::line).collect(Collectors.joining("\n"));
    return new ToolAnswer<>(
        text.isEmpty() ? "No council is open." : text,
        new Result(open.stream().map(CouncilView::of).toList(), null, null));
  }

  private static Participant participant(Council council, @Nullable String name) {
    String wanted = name == null ? council.speaker() : name;
    return council.participants().stream()
        .filter(one -> one.name().equals(wanted))
        .findFirst()
        .orElseThrow(() ->
            new Refused(
                "participant",
                "there is no \""
                    + wanted
                    + "\" in this council; it has "
                    + council.participants().stream()
                        .map(Participant::name)
                        .collect(Collectors.joining(", "))
                    + "."));
  }
}
