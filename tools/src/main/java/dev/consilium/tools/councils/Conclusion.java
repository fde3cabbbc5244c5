package dev.consilium.tools.councils;

import dev.consilium.memory.Database;
import dev.consilium.memory.Refused;
import dev.consilium.memory.Write;
import dev.consilium.memory.councils.Council;
import dev.consilium.memory.councils.CouncilEvent;
import dev.consilium.memory.councils.CouncilStatus;
import dev.consilium.memory.councils.Participant;
import dev.consilium.memory.decisions.Decision;
import dev.consilium.memory.decisions.DecisionStatus;
import dev.consilium.memory.decisions.Draft;
import dev.consilium.memory.decisions.Recorded;
import dev.consilium.memory.memories.Kind;
import dev.consilium.memory.memories.NewMemory;
import dev.consilium.memory.tasks.NewTask;
import dev.consilium.schemas.json.Names;
import dev.consilium.tools.ToolContext;
import dev.consilium.tools.councils.CouncilConclude.Args;
import dev.consilium.tools.councils.CouncilConclude.Result;
import dev.consilium.tools.decisions.Escalation;
import dev.consilium.tools.decisions.Given;
import dev.consilium.tools.models.LanguageModel;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Ends a council in one decision and its tasks. Each step is known by the council, so that a repeat
 * after a crash in the middle goes on where it ended and doubles nothing.
 */
final class Conclusion {
  private final Database database;
  private final Escalation escalation;
  private final FollowUps followUps;

  Conclusion(Database database, Optional<? extends LanguageModel> model) {
    this.database = database;
    this.escalation = new Escalation(database);
    this.followUps = new FollowUps(database, model);
  }

  Result of(Council council, Args args, ToolContext context) throws InterruptedException {
    if (council.status() == CouncilStatus.STOPPED) {
      throw new Refused("council", "was stopped and ends in nothing; start another one.");
    }
    String agent = Objects.requireNonNullElse(args.agent(), context.clientName());
    if (council.decision() != null) {
      Decision known = database.decisions().find(council.decision()).orElseThrow().decision();
      remember(council, known.id(), agent);
      return result(council, new Recorded(known, List.of(), List.of()));
    }
    Plan plan = followUps.plan(council, args.actionItems());
    Recorded recorded = decide(council, args, plan, agent, context);
    List<NewTask> tasks = FollowUps.tasks(council, plan);
    if (!tasks.isEmpty()) {
      var _ =
          database.tasks().create(new Write(context.principal(), null), council.project(), tasks);
    }
    String decision = recorded.decision().id();
    Council ended = database.councils().conclude(council.id(), decision, tasks.size(), agent);
    remember(ended, decision, agent);
    return result(council, recorded);
  }

  private static Result result(Council council, Recorded recorded) {
    Decision decision = recorded.decision();
    List<String> linked = decision.draft().tasks();
    List<String> others = linked.stream().filter(task -> !FollowUps.isOf(council, task)).toList();
    return new Result(
        decision.id(),
        Names.of(decision.status()),
        linked.stream().filter(task -> FollowUps.isOf(council, task)).toList(),
        others.isEmpty() ? null : others,
        recorded.missing().isEmpty() ? null : recorded.missing());
  }

  private Recorded decide(Council council, Args args, Plan plan, String agent, ToolContext context)
      throws InterruptedException {
    Draft draft =
        new Draft(
            Objects.requireNonNullElse(args.title(), council.topic()),
            Given.text(args.question()),
            String.join("\n", council.agenda()),
            Given.alternatives(args.alternatives()),
            Given.text(args.choice()),
            Given.text(args.rationale()),
            Given.text(args.consequences()),
            Given.risks(args.risks()),
            council.participants().stream().map(Participant::name).toList(),
            Given.list(args.files()),
            Given.list(args.tags()),
            FollowUps.ids(council, plan),
            List.of(),
            council.meetingId());
    boolean consensus = !Boolean.FALSE.equals(args.consensus());
    Escalation.Verdict verdict =
        consensus
            ? escalation.ask(council.project(), draft, context)
            : Escalation.Verdict.NOT_ASKED;
    Recorded recorded = record(council, draft, consensus, verdict, agent);
    Recorded told =
        consensus || recorded.decision().status() != DecisionStatus.PROPOSED
            ? recorded
            : new Recorded(
                recorded.decision(),
                List.of("consensus: the council ended without one"),
                recorded.warnings());
    String _ = escalation.handOver(told, verdict, agent, context);
    return told;
  }

  private Recorded record(
      Council council, Draft draft, boolean consensus, Escalation.Verdict verdict, String agent) {
    try {
      return database
          .decisions()
          .record(
              // Of the council, whoever concludes it.
              new Write("council", "conclude " + council.id()),
              council.project(),
              agent,
              draft,
              List.of(),
              consensus && verdict != Escalation.Verdict.LEAVE_OPEN,
              verdict == Escalation.Verdict.ACCEPT);
    } catch (Refused e) {
      // The next try may follow from more that was said.
      database.hostedCouncils().forget(council.id());
      throw e;
    }
  }

  private void remember(Council council, String decision, String agent) {
    List<CouncilEvent> said =
        database.councils().events(council.id(), 0, Limits.EVENTS).stream()
            .filter(event -> event.type() != CouncilEvent.Type.TOOL_CALL)
            .toList();
    String protocol = CouncilText.protocol(council, said);
    var _ =
        database
            .memories()
            .add(
                new Write("council", "remember " + council.id()),
                council.project(),
                List.of(
                    new NewMemory(
                        protocol.substring(0, Math.min(Limits.REMEMBERED, protocol.length())),
                        Kind.NOTE,
                        List.of(FollowUps.LABEL, "protocol"),
                        List.of(),
                        null,
                        decision,
                        NewMemory.DEFAULT_IMPORTANCE,
                        null,
                        null,
                        agent,
                        null)));
  }
}
