package dev.consilium.tools.memories;

import dev.consilium.memory.Database;
import dev.consilium.memory.Refused;
import dev.consilium.memory.decisions.Decision;
import dev.consilium.memory.memories.Kind;
import dev.consilium.memory.memories.MemoryFilter;
import dev.consilium.memory.memories.MemoryHit;
import dev.consilium.memory.tasks.Task;
import dev.consilium.memory.tasks.TaskFilter;
import dev.consilium.memory.tasks.TaskStatus;
import dev.consilium.schemas.json.Field;
import dev.consilium.schemas.json.Names;
import dev.consilium.tools.Tool;
import dev.consilium.tools.ToolAnswer;
import dev.consilium.tools.ToolContext;
import dev.consilium.tools.ToolSet;
import dev.consilium.tools.ToolSpec;
import dev.consilium.tools.ToolSpec.Hints;
import dev.consilium.tools.decisions.DecisionText;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What matters now, for an agent that begins: the most pressing first, as much as its budget takes.
 */
final class SessionResume implements Tool<SessionResume.Args, SessionResume.Result> {
  record Args(
      @Field(min = 1, max = Limits.NAME) String project,
      @Field(value = "You; default: your client's name", max = Limits.NAME) @Nullable String agent,
      @Field(value = "Paths at hand", max = Limits.FILES) @Nullable List<String> files,
      @Field(value = "What you are about to do", max = Limits.QUERY) @Nullable String focus,
      @Field("Default: a day ago") @Nullable Instant since,
      @Field(value = "Default 2000", min = 200, max = Limits.MAX_TOKENS)
          @Nullable Integer maxTokens) {}

  record Result(
      List<String> tasks,
      List<String> blockers,
      List<String> changed,
      List<String> ready,
      List<String> decisions,
      List<String> memories) {}

  private static final int DEFAULT_TOKENS = 2_000;
  private static final int AT_MOST = 30;
  private static final int MEMORIES = 8;
  private static final Duration RECENTLY = Duration.ofDays(1);

  private final Database database;

  SessionResume(Database database) {
    this.database = database;
  }

  @Override
  public ToolSpec<Args, Result> spec() {
    return new ToolSpec<>(
        "session_resume",
        "Resume work",
        "Call first: your open tasks, blockers, what changed, the decisions and memories that fit.",
        ToolSet.MEMORY,
        Hints.READ,
        Args.class,
        null);
  }

  @Override
  public ToolAnswer<Result> call(Args args, ToolContext context) {
    try {
      return briefing(args, context);
    } catch (Refused e) {
      if (!e.field().equals("project")) {
        throw e;
      }
      // Whoever begins something new has nothing to resume, and that is no failure.
      return new ToolAnswer<>(
          "Nothing to resume: " + e.getMessage(),
          new Result(List.of(), List.of(), List.of(), List.of(), List.of(), List.of()));
    }
  }

  private ToolAnswer<Result> briefing(Args args, ToolContext context) {
    String agent = args.agent() == null ? context.clientName() : args.agent();
    Briefing briefing = new Briefing(Objects.requireNonNullElse(args.maxTokens(), DEFAULT_TOKENS));
    List<Task> mine =
        tasks(args, agent, Set.of(TaskStatus.CLAIMED, TaskStatus.RUNNING, TaskStatus.OPEN));
    List<Task> failed = tasks(args, null, Set.of(TaskStatus.FAILED));
    Instant since =
        Objects.requireNonNullElseGet(args.since(), () -> Instant.now().minus(RECENTLY));
    List<String> tasks =
        briefing.section("Your open tasks", mine.stream().map(SessionResume::line).toList());
    List<String> blockers = briefing.section("Blockers", blockers(mine, failed));
    Set<String> shown = new LinkedHashSet<>();
    List<Decision> governing = governing(args, mine);
    int told =
        briefing
            .section(
                "Decisions that govern this", governing.stream().map(DecisionText::line).toList())
            .size();
    List<String> decisions =
        new ArrayList<>(governing.stream().limit(told).map(Decision::id).toList());
    Set<String> known = Set.copyOf(decisions);
    decisions.addAll(
        briefing.quoted("Decisions on these files", others(decisions(args), known), shown));
    List<String> changed = briefing.section("Changed", changed(args, mine, since));
    List<String> ready =
        briefing.section("Ready to be taken (task_next)", mine.isEmpty() ? ready(args) : List.of());
    List<String> memories =
        briefing.quoted("Memories", others(memories(args, mine, shown), known), shown);
    return new ToolAnswer<>(
        briefing.text("Nothing to resume in " + args.project() + "."),
        new Result(tasks, blockers, changed, ready, decisions, memories));
  }

  private List<Task> tasks(Args args, @Nullable String owner, Set<TaskStatus> statuses) {
    return list(new TaskFilter(args.project(), statuses, false, owner, null, null, null, null));
  }

  private List<Task> list(TaskFilter filter) {
    return database.tasks().list(filter, null, AT_MOST).tasks();
  }

  private static String line(Task task) {
    StringBuilder line = new StringBuilder();
    line.append(task.taskId()).append(' ').append(task.title());
    line.append(" (").append(Names.of(task.status()));
    if (task.status() == TaskStatus.RUNNING) {
      line.append(' ').append(task.progress()).append('%');
    }
    if (task.dueAt() != null) {
      line.append(", due ").append(task.dueAt());
    }
    line.append(')');
    if (task.message() != null) {
      line.append(": ").append(task.message());
    }
    return line.toString();
  }

  private static List<String> blockers(List<Task> mine, List<Task> failed) {
    List<String> lines = new ArrayList<>();
    mine.stream()
        .filter(task -> !task.blockedBy().isEmpty())
        .forEach(
            task -> lines.add(task.taskId() + " waits for " + String.join(", ", task.blockedBy())));
    failed.forEach(task ->
        lines.add(
            task.taskId()
                + " "
                + task.title()
                + " failed"
                + (task.errorMessage() == null ? "" : ": " + task.errorMessage())));
    return lines;
  }

  private List<String> changed(Args args, List<Task> mine, Instant since) {
    Set<String> known = mine.stream().map(Task::taskId).collect(Collectors.toSet());
    return list(new TaskFilter(args.project(), Set.of(), false, null, null, null, null, null))
        .stream()
        .filter(task -> task.updatedAt().isAfter(since) && !known.contains(task.taskId()))
        .filter(task -> task.status() != TaskStatus.FAILED)
        .map(SessionResume::line)
        .toList();
  }

  private List<String> ready(Args args) {
    return list(new TaskFilter(args.project(), Set.of(), true, null, null, null, null, null))
        .stream()
        .map(task -> task.taskId() + " " + task.title())
        .toList();
  }

  /** The decisions of the log that hold for the files or the tasks at hand. */
  private List<Decision> governing(Args args, List<Task> mine) {
    List<String> files = Objects.requireNonNullElse(args.files(), List.of());
    List<String> tasks = mine.stream().map(Task::taskId).toList();
    return database.decisions().governing(args.project(), files, tasks);
  }

  /** Memories but those of decisions that were told already. */
  private static List<MemoryHit> others(List<MemoryHit> hits, Set<String> told) {
    return hits.stream()
        .filter(hit -> {
          String decision = hit.memory().decisionId();
          return decision == null || !told.contains(decision);
        })
        .toList();
  }

  private List<MemoryHit> decisions(Args args) {
    List<String> files = Objects.requireNonNullElse(args.files(), List.of());
    MemoryFilter decisions =
        MemoryFilter.ofProject(args.project()).withKinds(Set.of(Kind.DECISION));
    return files.isEmpty()
        ? List.of()
        : database.memories().search("", decisions.withFiles(files), null, MEMORIES).hits();
  }

  private List<MemoryHit> memories(Args args, List<Task> mine, Set<String> shown) {
    String focus =
        args.focus() != null
            ? args.focus()
            : mine.stream().limit(3).map(Task::title).collect(Collectors.joining(". "));
    String files = String.join(" ", Objects.requireNonNullElse(args.files(), List.<String>of()));
    return database
        .memories()
        .search(
            (focus + " " + files).strip(), MemoryFilter.ofProject(args.project()), null, MEMORIES)
        .hits()
        .stream()
        .filter(hit -> !shown.contains(hit.memory().id()))
        .toList();
  }
}
