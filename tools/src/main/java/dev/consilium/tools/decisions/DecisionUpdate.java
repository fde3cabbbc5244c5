package dev.consilium.tools.decisions;

import dev.consilium.memory.Database;
import dev.consilium.memory.Refused;
import dev.consilium.memory.Write;
import dev.consilium.memory.decisions.Decision;
import dev.consilium.memory.decisions.DecisionChange;
import dev.consilium.memory.decisions.DecisionStatus;
import dev.consilium.memory.decisions.Draft;
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

/** Completes, accepts or ends a decision. */
final class DecisionUpdate implements Tool<DecisionUpdate.Args, DecisionView> {
  record Args(
      @Field(max = Limits.NAME) String id,
      @Field("accepted, rejected or deprecated") @Nullable DecisionStatus status,
      @Field(max = Limits.TEXT) @Nullable String reason,
      @Field(value = "This and what follows: while it is proposed", min = 1, max = Limits.TITLE)
          @Nullable String title,
      @Field(max = Limits.TEXT) @Nullable String question,
      @Field(max = Limits.TEXT) @Nullable String context,
      @Field(max = Limits.ALTERNATIVES) @Nullable List<Given.Option> alternatives,
      @Field(max = Limits.NAME) @Nullable String choice,
      @Field(max = Limits.TEXT) @Nullable String rationale,
      @Field(max = Limits.TEXT) @Nullable String consequences,
      @Field(max = Limits.RISKS) @Nullable List<Given.Danger> risks,
      @Field(max = Limits.NAMES) @Nullable List<String> participants,
      @Field(max = Limits.NAMES) @Nullable List<String> files,
      @Field(max = Limits.NAMES) @Nullable List<String> tags,
      @Field(max = Limits.NAMES) @Nullable List<String> tasks,
      @Field(max = Limits.NAMES) @Nullable List<String> memories,
      @Field(value = "At any time, as conflicts", max = Limits.NAMES)
          @Nullable List<String> relates,
      @Field(max = Limits.NAMES) @Nullable List<String> conflicts,
      @Field(max = Limits.NAME) @Nullable String agent,
      @Field(max = Limits.NAME) @Nullable String idempotencyKey) {}

  private final Database database;
  private final Escalation escalation;

  DecisionUpdate(Database database) {
    this.database = database;
    this.escalation = new Escalation(database);
  }

  @Override
  public ToolSpec<Args, DecisionView> spec() {
    return new ToolSpec<>(
        "decision_update",
        "Update a decision",
        "Complete a proposed decision, accept or reject it; deprecate an accepted one; link it.",
        ToolSet.DECISIONS,
        Hints.WRITE,
        Args.class,
        null);
  }

  @Override
  public ToolAnswer<DecisionView> call(Args args, ToolContext context) throws InterruptedException {
    Decision known =
        database
            .decisions()
            .find(args.id())
            .orElseThrow(() ->
                new Refused(
                    "id", "there is no decision " + args.id() + "; decision_search shows them."))
            .decision();
    Draft edited = edited(known.draft(), args);
    Escalation.Verdict verdict =
        args.status() == DecisionStatus.ACCEPTED && known.status() == DecisionStatus.PROPOSED
            ? escalation.ask(known.project(), edited, context)
            : Escalation.Verdict.NOT_ASKED;
    String agent = Objects.requireNonNullElse(args.agent(), context.clientName());
    Recorded recorded =
        database
            .decisions()
            .change(
                new Write(context.principal(), args.idempotencyKey()),
                new DecisionChange(
                    args.id(),
                    agent,
                    verdict == Escalation.Verdict.LEAVE_OPEN ? null : args.status(),
                    args.reason(),
                    edited.equals(known.draft()) ? null : edited,
                    Given.links(null, args.relates(), args.conflicts())),
                verdict == Escalation.Verdict.ACCEPT);
    String handed = escalation.handOver(recorded, verdict, agent, context);
    return new ToolAnswer<>(
        DecisionText.recorded(recorded, handed), DecisionView.of(recorded.decision(), recorded));
  }

  private static Draft edited(Draft draft, Args args) {
    return new Draft(
        Objects.requireNonNullElse(args.title(), draft.title()),
        Objects.requireNonNullElse(args.question(), draft.question()),
        Objects.requireNonNullElse(args.context(), draft.context()),
        args.alternatives() == null
            ? draft.alternatives()
            : Given.alternatives(args.alternatives()),
        Objects.requireNonNullElse(args.choice(), draft.choice()),
        Objects.requireNonNullElse(args.rationale(), draft.rationale()),
        Objects.requireNonNullElse(args.consequences(), draft.consequences()),
        args.risks() == null ? draft.risks() : Given.risks(args.risks()),
        Objects.requireNonNullElse(args.participants(), draft.participants()),
        Objects.requireNonNullElse(args.files(), draft.files()),
        Objects.requireNonNullElse(args.tags(), draft.tags()),
        Objects.requireNonNullElse(args.tasks(), draft.tasks()),
        Objects.requireNonNullElse(args.memories(), draft.memories()),
        draft.meetingId());
  }
}
