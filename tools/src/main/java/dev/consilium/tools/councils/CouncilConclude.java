package dev.consilium.tools.councils;

import dev.consilium.memory.Database;
import dev.consilium.memory.Refused;
import dev.consilium.memory.Write;
import dev.consilium.memory.councils.Council;
import dev.consilium.memory.councils.CouncilStatus;
import dev.consilium.memory.councils.Participant;
import dev.consilium.memory.decisions.DecisionStatus;
import dev.consilium.memory.decisions.Draft;
import dev.consilium.memory.decisions.Recorded;
import dev.consilium.memory.memories.Kind;
import dev.consilium.memory.memories.NewMemory;
import dev.consilium.memory.tasks.CreatedTask;
import dev.consilium.memory.tasks.NewTask;
import dev.consilium.memory.tasks.TaskType;
import dev.consilium.schemas.json.Field;
import dev.consilium.schemas.json.Names;
import dev.consilium.tools.Tool;
import dev.consilium.tools.ToolAnswer;
import dev.consilium.tools.ToolContext;
import dev.consilium.tools.ToolSet;
import dev.consilium.tools.ToolSpec;
import dev.consilium.tools.ToolSpec.Hints;
import dev.consilium.tools.decisions.Escalation;
import dev.consilium.tools.decisions.Given;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Ends a council in one decision and its tasks. Each step is known by the council, so that a repeat
 * after a crash in the middle goes on where it ended and doubles nothing.
 */
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
      String decision, String status, List<String> tasks, @Nullable List<String> missing) {}

  static final String MINUTES = "council";

  private final Database database;
  private final Escalation escalation;

  CouncilConclude(Database database) {
    this.database = database;
    this.escalation = new Escalation(database);
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
    if (council.status() == CouncilStatus.STOPPED) {
      throw new Refused("council", "was stopped and ends in nothing; start another one.");
    }
    List<NewTask> tasks = FollowUps.tasks(council, items(council, args));
    String agent = Objects.requireNonNullElse(args.agent(), context.clientName());
    Recorded recorded = decide(council, args, tasks, agent, context);
    List<String> created =
        council.decision() != null && args.actionItems() == null
            ? tasksOf(council, recorded)
            : create(council, tasks, context);
    String decision = recorded.decision().id();
    Council ended = database.councils().conclude(council.id(), decision, agent);
    remember(ended, decision, agent);
    String text =
        CouncilText.line(ended)
            + (created.isEmpty() ? "" : "\nTasks: " + String.join(", ", created))
            + (recorded.missing().isEmpty()
                ? ""
                : "\nThe decision is proposed; it lacks: " + String.join("; ", recorded.missing()));
    return new ToolAnswer<>(
        text,
        new Result(
            decision,
            Names.of(recorded.decision().status()),
            created,
            recorded.missing().isEmpty() ? null : recorded.missing()));
  }

  /** What follows: as given, else as the protocol has it, which is the same at every repeat. */
  private List<Item> items(Council council, Args args) {
    if (args.actionItems() != null) {
      return args.actionItems();
    }
    return council.decision() != null
        ? List.of()
        : FollowUps.said(council, database.councils().events(council.id(), 0, Limits.EVENTS));
  }

  /** Of a council that had ended before: its tasks are those of its decision. */
  private static List<String> tasksOf(Council council, Recorded recorded) {
    return recorded.decision().draft().tasks().stream()
        .filter(task -> FollowUps.isOf(council, task))
        .toList();
  }

  private List<String> create(Council council, List<NewTask> tasks, ToolContext context) {
    if (tasks.isEmpty()) {
      return List.of();
    }
    return database
        .tasks()
        .create(new Write(context.principal(), null), council.project(), tasks)
        .stream()
        .map(CreatedTask::taskId)
        .toList();
  }

  private Recorded decide(
      Council council, Args args, List<NewTask> tasks, String agent, ToolContext context)
      throws InterruptedException {
    if (council.decision() != null) {
      var known = database.decisions().find(council.decision()).orElseThrow().decision();
      return new Recorded(known, List.of(), List.of());
    }
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
            tasks.stream().map(NewTask::taskId).filter(Objects::nonNull).toList(),
            List.of(),
            council.meetingId());
    boolean consensus = !Boolean.FALSE.equals(args.consensus());
    Escalation.Verdict verdict =
        consensus
            ? escalation.ask(council.project(), draft, context)
            : Escalation.Verdict.NOT_ASKED;
    Recorded recorded =
        database
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

  private void remember(Council council, String decision, String agent) {
    String protocol =
        CouncilText.protocol(council, database.councils().events(council.id(), 0, Limits.EVENTS));
    int length = Math.min(100_000, protocol.length());
    var _ =
        database
            .memories()
            .add(
                new Write("council", "remember " + council.id()),
                council.project(),
                List.of(
                    new NewMemory(
                        protocol.substring(0, length),
                        Kind.NOTE,
                        List.of(MINUTES, "protocol"),
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
