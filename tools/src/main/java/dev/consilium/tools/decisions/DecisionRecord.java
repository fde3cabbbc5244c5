package dev.consilium.tools.decisions;

import dev.consilium.memory.Database;
import dev.consilium.memory.Write;
import dev.consilium.memory.decisions.Draft;
import dev.consilium.memory.decisions.Link;
import dev.consilium.memory.decisions.Recorded;
import dev.consilium.schemas.json.Field;
import dev.consilium.tools.Tool;
import dev.consilium.tools.ToolAnswer;
import dev.consilium.tools.ToolContext;
import dev.consilium.tools.ToolSet;
import dev.consilium.tools.ToolSpec;
import dev.consilium.tools.ToolSpec.Hints;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Writes a decision into the log. */
final class DecisionRecord implements Tool<DecisionRecord.Args, DecisionView> {
  record Args(
      @Field(min = 1, max = Limits.NAME) String project,
      @Field(min = 1, max = Limits.TITLE) String title,
      @Field(max = Limits.TEXT) @Nullable String question,
      @Field(max = Limits.TEXT) @Nullable String context,
      @Field(max = Limits.ALTERNATIVES) @Nullable List<Given.Option> alternatives,
      @Field(value = "Name of an alternative", max = Limits.NAME) @Nullable String choice,
      @Field(max = Limits.TEXT) @Nullable String rationale,
      @Field(max = Limits.TEXT) @Nullable String consequences,
      @Field(max = Limits.RISKS) @Nullable List<Given.Danger> risks,
      @Field(max = Limits.NAMES) @Nullable List<String> participants,
      @Field(value = "What it governs: files, folders/, patterns with *", max = Limits.NAMES)
          @Nullable List<String> files,
      @Field(max = Limits.NAMES) @Nullable List<String> tags,
      @Field(value = "Task ids", max = Limits.NAMES) @Nullable List<String> tasks,
      @Field(value = "Memory ids", max = Limits.NAMES) @Nullable List<String> memories,
      @Field(max = Limits.NAME) @Nullable String meetingId,
      @Field(value = "Ids of decisions that end with this one", max = Limits.NAMES)
          @Nullable List<String> supersedes,
      @Field(max = Limits.NAMES) @Nullable List<String> relates,
      @Field(max = Limits.NAMES) @Nullable List<String> conflicts,
      @Field("Left open for others to accept; else it is accepted now") @Nullable Boolean proposed,
      @Field(max = Limits.NAME) @Nullable String agent,
      @Field(max = Limits.NAME) @Nullable String idempotencyKey) {}

  private final Database database;
  private final Escalation escalation;

  DecisionRecord(Database database) {
    this.database = database;
    this.escalation = new Escalation(database);
  }

  @Override
  public ToolSpec<Args, DecisionView> spec() {
    return new ToolSpec<>(
        "decision_record",
        "Record a decision",
        "Write down what was decided, with the alternatives, the reasons and the risks. It cannot be"
            + " changed once accepted: record another that supersedes it.",
        ToolSet.DECISIONS,
        Hints.WRITE,
        Args.class,
        null);
  }

  @Override
  public ToolAnswer<DecisionView> call(Args args, ToolContext context) throws InterruptedException {
    String agent = Objects.requireNonNullElse(args.agent(), context.clientName());
    Draft draft = draft(args);
    boolean wanted = !Boolean.TRUE.equals(args.proposed());
    List<Link> links = Given.links(args.supersedes(), args.relates(), args.conflicts());
    Escalation.Verdict verdict =
        wanted ? escalation.ask(args.project(), draft, context) : Escalation.Verdict.NOT_ASKED;
    Recorded recorded =
        database
            .decisions()
            .record(
                new Write(context.principal(), args.idempotencyKey()),
                args.project(),
                agent,
                draft,
                links,
                wanted && verdict != Escalation.Verdict.LEAVE_OPEN,
                verdict == Escalation.Verdict.ACCEPT);
    String handed = escalation.handOver(recorded, verdict, agent, context);
    return new ToolAnswer<>(
        DecisionText.recorded(recorded, handed), DecisionView.of(recorded.decision(), recorded));
  }

  private static Draft draft(Args args) {
    return new Draft(
        args.title(),
        Given.text(args.question()),
        Given.text(args.context()),
        Given.alternatives(args.alternatives()),
        Given.text(args.choice()),
        Given.text(args.rationale()),
        Given.text(args.consequences()),
        Given.risks(args.risks()),
        Given.list(args.participants()),
        Given.list(args.files()),
        Given.list(args.tags()),
        Given.list(args.tasks()),
        Given.list(args.memories()),
        args.meetingId());
  }
}
