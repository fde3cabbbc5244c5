package dev.consilium.tools.councils;

import dev.consilium.memory.Database;
import dev.consilium.memory.Write;
import dev.consilium.memory.councils.Council;
import dev.consilium.memory.councils.NewCouncil;
import dev.consilium.memory.councils.Participant;
import dev.consilium.memory.councils.Role;
import dev.consilium.memory.councils.SpeakerPolicy;
import dev.consilium.schemas.json.Field;
import dev.consilium.tools.Tool;
import dev.consilium.tools.ToolAnswer;
import dev.consilium.tools.ToolContext;
import dev.consilium.tools.ToolSet;
import dev.consilium.tools.ToolSpec;
import dev.consilium.tools.ToolSpec.Hints;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Calls a council together. */
final class CouncilStart implements Tool<CouncilStart.Args, CouncilView> {
  record Args(
      @Field(min = 1, max = Limits.NAME) String project,
      @Field(min = 1, max = Limits.TOPIC) String topic,
      @Field(max = Limits.AGENDA) @Nullable List<String> agenda,
      @Field(min = 1, max = Limits.PARTICIPANTS) List<Seat> participants,
      @Nullable SpeakerPolicy policy,
      @Field(value = "Default 600", min = 5, max = 86_400) @Nullable Integer timeboxS,
      @Field(value = "Default: policy of the project", min = 1, max = 100) @Nullable Integer rounds,
      @Field(value = "Yours: the same meeting is not begun twice", min = 1, max = Limits.NAME)
          @Nullable String meetingId,
      @Field(max = Limits.NAME) @Nullable String agent,
      @Field(max = Limits.NAME) @Nullable String idempotencyKey) {}

  record Seat(
      @Field(min = 1, max = Limits.NAME) String name,
      Role role,
      @Field(value = "What this one looks at", max = Limits.TOPIC) @Nullable String brief,
      @Field(value = "1 first", min = 1, max = 100) @Nullable Integer priority,
      @Field(max = Limits.NAME) @Nullable String agent) {
    Participant participant() {
      return new Participant(
          name.strip(),
          role,
          Objects.requireNonNullElse(brief, ""),
          Objects.requireNonNullElse(priority, 1),
          agent);
    }
  }

  private static final int DEFAULT_TIMEBOX = 600;

  private final Database database;

  CouncilStart(Database database) {
    this.database = database;
  }

  @Override
  public ToolSpec<Args, CouncilView> spec() {
    return new ToolSpec<>(
        "council_start",
        "Start a council",
        "Call agents together to argue and decide. Then: council_next tells who speaks, council_say"
            + " says it, council_conclude ends in a decision and tasks.",
        ToolSet.COUNCILS,
        Hints.WRITE,
        Args.class,
        null);
  }

  @Override
  public ToolAnswer<CouncilView> call(Args args, ToolContext context) {
    int rounds =
        args.rounds() == null
            ? database.decisions().policyOfAny(args.project()).rounds()
            : args.rounds();
    Council council =
        database
            .councils()
            .start(
                new Write(context.principal(), args.idempotencyKey()),
                new NewCouncil(
                    args.project(),
                    args.meetingId(),
                    args.topic(),
                    Objects.requireNonNullElse(args.agenda(), List.of()),
                    args.participants().stream().map(Seat::participant).toList(),
                    Objects.requireNonNullElse(args.policy(), SpeakerPolicy.ROUND_ROBIN),
                    Duration.ofSeconds(
                        Objects.requireNonNullElse(args.timeboxS(), DEFAULT_TIMEBOX)),
                    rounds,
                    Objects.requireNonNullElse(args.agent(), context.clientName())));
    return new ToolAnswer<>(CouncilText.line(council), CouncilView.of(council));
  }
}
