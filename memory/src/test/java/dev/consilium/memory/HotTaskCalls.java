package dev.consilium.memory;

import static dev.consilium.memory.HotCalls.PAGE;
import static dev.consilium.memory.HotCalls.PROJECT;
import static dev.consilium.memory.HotCalls.WRITE;

import dev.consilium.memory.tasks.Action;
import dev.consilium.memory.tasks.Claim;
import dev.consilium.memory.tasks.ClaimRequest;
import dev.consilium.memory.tasks.NewSteering;
import dev.consilium.memory.tasks.NewTask;
import dev.consilium.memory.tasks.Notice;
import dev.consilium.memory.tasks.ProjectStore;
import dev.consilium.memory.tasks.Report;
import dev.consilium.memory.tasks.Steering;
import dev.consilium.memory.tasks.SteeringKind;
import dev.consilium.memory.tasks.SteeringStore;
import dev.consilium.memory.tasks.TaskChange;
import dev.consilium.memory.tasks.TaskFilter;
import dev.consilium.memory.tasks.TaskOrder;
import dev.consilium.memory.tasks.TaskPage;
import dev.consilium.memory.tasks.TaskStatus;
import dev.consilium.memory.tasks.TaskStore;
import dev.consilium.memory.tasks.TaskType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;

/** Those of tasks and projects. */
@NullMarked
final class HotTaskCalls {
  private static final String AGENT = "agent-1";
  private static final Duration LEASE = Duration.ofMinutes(5);

  /** Each of two pages tells how many there are, counted up to a limit. */
  private static final int COUNTED = 2 * TaskPage.MAX_TOTAL + HotCalls.FEW;

  /** What has no index of its own is looked for in all tasks of the project. */
  private static final String LOOKED_FOR =
      "is counted up to a limit, which is far where few of the tasks fit";

  /** Every ready task may have to be looked at. */
  private static final int ALL_READY = 5_000;

  /** Of the latest. */
  private static final int COMPLETED = 2_000 + HotCalls.FEW;

  private static final String READY =
      "SELECT task_id FROM task WHERE project_id = 1 AND status = 'open' AND open_dependencies = 0";
  private static final String DONE =
      "SELECT task_id FROM task WHERE project_id = 1 AND status = 'done'";

  private final HotCalls calls;
  private final Transactions transactions;
  private final TaskStore tasks;
  private final SteeringStore steering;
  private final ProjectStore projects;

  HotTaskCalls(HotCalls calls, Transactions transactions) {
    this.calls = calls;
    this.transactions = transactions;
    tasks = new TaskStore(transactions, _ -> {});
    steering = new SteeringStore(transactions, _ -> {});
    projects = new ProjectStore(transactions);
  }

  void add() {
    create();
    list();
    order();
    read();
    claim();
    report();
    change();
    ofProjects();
    shared();
  }

  /** By the statements of writes that share a transaction. */
  private void shared() {
    calls.add(
        "create a task while others write",
        i ->
            AtOnce.alone(
                transactions,
                () -> {
                  NewTask plain =
                      new NewTask(
                          null, "Title", null, null, List.of(), 2, AGENT, null, null, List.of(),
                          null);
                  Write write = new Write("agent-4", "shared-" + i);
                  var _ = tasks.create(write, PROJECT, List.of(plain));
                  var _ = tasks.create(write, PROJECT, List.of(plain));
                }));
    calls.add(
        "claim and report while others write",
        _ ->
            AtOnce.alone(
                transactions,
                () -> {
                  Claim claim =
                      tasks
                          .claimNext(
                              WRITE, new ClaimRequest(PROJECT, AGENT, LEASE, null, null, null))
                          .orElseThrow();
                  for (Action action : List.of(Action.START, Action.PROGRESS, Action.FINISH)) {
                    var _ =
                        tasks.report(
                            WRITE,
                            new Report(
                                PROJECT,
                                claim.task().taskId(),
                                AGENT,
                                action,
                                claim.claim(),
                                null,
                                null,
                                "at it",
                                null,
                                null,
                                null,
                                null,
                                null,
                                null,
                                null));
                  }
                }));
  }

  private static NewTask task(@Nullable String id, @Nullable String parent, String... dependsOn) {
    return new NewTask(
        id,
        "Title",
        null,
        TaskType.CODE,
        List.of("area-1"),
        2,
        AGENT,
        null,
        parent,
        List.of(dependsOn),
        null);
  }

  private void create() {
    calls.add("create a task", _ -> tasks.create(WRITE, PROJECT, List.of(task(null, null))));
    calls.add(
        "create a task, and again with its idempotency key",
        i -> {
          Write write = new Write("agent-3", "new-" + i / 2);
          var _ = tasks.create(write, PROJECT, List.of(task("new-" + i / 2, null)));
        });
    calls.addForEach(
        "create 50 tasks that depend on a known one and on each other",
        DONE,
        known -> {
          List<NewTask> plan =
              IntStream.range(0, 50)
                  .mapToObj(
                      k -> task(known + "-" + k, known, k == 0 ? known : known + "-" + (k - 1)))
                  .toList();
          var _ = tasks.create(WRITE, PROJECT, plan);
        });
  }

  private void list(String name, TaskFilter filter) {
    calls.add("list tasks: " + name, COUNTED, _ -> list(filter));
  }

  private void list(TaskFilter filter) {
    TaskPage page = tasks.list(filter, null, PAGE);
    if (page.nextCursor() != null) {
      var _ = tasks.list(filter, page.nextCursor(), PAGE);
    }
  }

  private void lookFor(String name, @Nullable TaskType type, @Nullable String text) {
    TaskFilter filter = new TaskFilter(PROJECT, Set.of(), false, null, type, null, null, text);
    calls.addReadingAll("list tasks: " + name, LOOKED_FOR, _ -> list(filter));
  }

  private static TaskFilter of(@Nullable String project, TaskStatus... statuses) {
    return new TaskFilter(project, Set.of(statuses), false, null, null, null, null, null);
  }

  private void list() {
    list("all of all projects", of(null));
    list("all of a project", of(PROJECT));
    list("all of a small project", of("small-7"));
    list("open ones", of(PROJECT, TaskStatus.OPEN));
    list("open or in work", of(PROJECT, TaskStatus.OPEN, TaskStatus.CLAIMED, TaskStatus.RUNNING));
    list("failed ones of all projects", of(null, TaskStatus.FAILED));
    list("ready", new TaskFilter(PROJECT, Set.of(), true, null, null, null, null, null));
    list(
        "ready in any project", new TaskFilter(null, Set.of(), true, null, null, null, null, null));
    list("of an agent", new TaskFilter(PROJECT, Set.of(), false, AGENT, null, null, null, null));
    list(
        "with a label", new TaskFilter(PROJECT, Set.of(), false, null, null, "area-3", null, null));
    lookFor("of a type", TaskType.DOCS, null);
    lookFor("with a word", null, "a");
    lookFor("of an id", null, "feature-1");
    calls.addForEach(
        "list tasks: below a parent",
        "SELECT DISTINCT p.task_id FROM task AS t JOIN task AS p ON p.id = t.parent_id"
            + " WHERE t.project_id = 1",
        parent ->
            tasks.list(
                new TaskFilter(PROJECT, Set.of(), false, null, null, null, parent, null),
                null,
                PAGE));
  }

  private void order() {
    calls.add(
        "list the latest tasks",
        COUNTED,
        _ -> tasks.list(of(PROJECT), TaskOrder.NEWEST_FIRST, null, 0, PAGE));
    calls.addReadingAll(
        "list tasks by their ends",
        "an index for each key that tasks can be sorted by would cost every write",
        i ->
            tasks.list(
                of(PROJECT), new TaskOrder(TaskOrder.Key.FINISHED_AT, i % 2 == 0), null, 0, PAGE));
  }

  private void read() {
    calls.addForEach("get a task", DONE, id -> tasks.get(PROJECT, id, PAGE));
    calls.addForEach(
        "read the history of a task", DONE, id -> tasks.history(PROJECT, id, null, PAGE));
    calls.add("get a task that is not there", i -> refused(() -> tasks.get(PROJECT, "no-" + i, 0)));
    calls.add(
        "get a task of a project that is not there",
        i -> refused(() -> tasks.get("no-" + i, "t1", 0)));
    calls.add("what is still to be done", 5_000 + HotCalls.FEW, _ -> tasks.open(PROJECT));
    calls.add("list agents", 20 * 500, _ -> tasks.agents(null, 0, PAGE));
  }

  private static void refused(Runnable call) {
    try {
      call.run();
    } catch (Refused e) {
      return;
    }
    throw new AssertionError("was not refused");
  }

  private static ClaimRequest next(
      @Nullable String project,
      @Nullable TaskType type,
      @Nullable String label,
      @Nullable String id) {
    return new ClaimRequest(project, AGENT, LEASE, type, label, id);
  }

  private void claim() {
    calls.add("claim the next task", _ -> tasks.claimNext(WRITE, next(PROJECT, null, null, null)));
    calls.add(
        "claim the next of any project", _ -> tasks.claimNext(WRITE, next(null, null, null, null)));
    calls.add(
        "claim the next with a label",
        _ -> tasks.claimNext(WRITE, next(PROJECT, null, "area-3", null)));
    calls.add(
        "claim the next of a type",
        _ -> tasks.claimNext(WRITE, next(PROJECT, TaskType.DOCS, null, null)));
    calls.add(
        "claim where nothing fits",
        ALL_READY,
        _ -> tasks.claimNext(WRITE, next(PROJECT, null, "no such label", null)));
    calls.addForEach(
        "claim a task by its id",
        READY + " ORDER BY id DESC",
        id -> tasks.claimNext(WRITE, next(PROJECT, null, null, id)));
    calls.addForEach(
        "list tasks when leases have run out",
        "WITH late AS (UPDATE task SET lease_expires_at = now() - interval '1 second',"
            + " lease_check_at = now() - interval '1 second' WHERE id IN"
            + " (SELECT id FROM task WHERE lease_expires_at IS NOT NULL LIMIT 12) RETURNING task_id)"
            + " SELECT task_id FROM late",
        // The other store looks for them each second.
        _ -> new TaskStore(transactions, _ -> {}).list(of("small-3"), null, PAGE));
  }

  private static Report report(
      String id, Action action, @Nullable Long claim, @Nullable String said) {
    return new Report(
        PROJECT,
        id,
        AGENT,
        action,
        claim,
        null,
        null,
        said,
        action == Action.FINISH ? "made" : null,
        null,
        action == Action.FAIL ? "Timeout" : null,
        null,
        null,
        null,
        null);
  }

  private void report() {
    List<Claim> claims = new ArrayList<>();
    calls.add(
        "claim to report on",
        _ -> claims.add(tasks.claimNext(WRITE, next(PROJECT, null, null, null)).orElseThrow()));
    report("start", claims, Action.START, null);
    report("progress", claims, Action.PROGRESS, "half of it");
    report("a heartbeat", claims, Action.PROGRESS, null);
    calls.add(
        "report the end",
        i ->
            tasks.report(
                WRITE,
                report(
                    claims.get(i).task().taskId(),
                    i % 2 == 0 ? Action.FINISH : Action.FAIL,
                    claims.get(i).claim(),
                    "done")));
    calls.addForEach(
        "report what others wait for",
        "SELECT DISTINCT d.task_id FROM task AS t JOIN task_dependency AS e ON e.task_id = t.id"
            + " JOIN task AS d ON d.id = e.depends_on"
            + " WHERE t.project_id = 1 AND t.open_dependencies > 0 AND d.status = 'open'"
            + " AND d.open_dependencies = 0",
        id -> {
          Claim claim = tasks.claimNext(WRITE, next(PROJECT, null, null, id)).orElseThrow();
          var _ = tasks.report(WRITE, report(id, Action.FINISH, claim.claim(), null));
        });
    calls.add(
        "notice an unknown task",
        i -> tasks.notice(WRITE, notice("noticed-" + i, Notice.Kind.STARTED)));
    calls.add(
        "notice an end", i -> tasks.notice(WRITE, notice("noticed-" + i, Notice.Kind.FINISHED)));
    calls.add(
        "notice an end again",
        i -> tasks.notice(WRITE, notice("noticed-" + i, Notice.Kind.FINISHED)));
  }

  private void report(String name, List<Claim> claims, Action action, @Nullable String said) {
    calls.add(
        "report " + name,
        i ->
            tasks.report(
                WRITE, report(claims.get(i).task().taskId(), action, claims.get(i).claim(), said)));
  }

  private static Notice notice(String id, Notice.Kind kind) {
    return new Notice(
        PROJECT, id, "Told", AGENT, kind, null, "so", null, null, null, null, null, null);
  }

  private void change() {
    calls.addForEach(
        "change a task",
        READY,
        id -> {
          var _ = tasks.update(WRITE, change(id, "Another title", null, null));
        });
    calls.addForEach(
        "add a dependency",
        READY + " AND id > 500",
        id -> {
          var _ = tasks.update(WRITE, change(id, null, "noticed-1", null));
        });
    calls.addForEach(
        "reopen a task",
        DONE,
        id -> {
          var _ = tasks.update(WRITE, change(id, null, null, TaskStatus.OPEN));
        });
    calls.addForEach(
        "cancel a task",
        READY,
        id -> {
          var _ = tasks.update(WRITE, change(id, null, null, TaskStatus.CANCELLED));
        });
    calls.addForEach(
        "steer a task",
        READY,
        id -> {
          Steering said =
              steering.add(
                  WRITE, new NewSteering(PROJECT, id, SteeringKind.INSTRUCT, "so", "lead"));
          var _ = steering.open(PROJECT, id);
          var _ = steering.acknowledge(PROJECT, id, List.of(said.id()), AGENT);
          var _ = steering.list(PROJECT, id, PAGE);
        });
  }

  private static TaskChange change(
      String id,
      @Nullable String title,
      @Nullable String addDependsOn,
      @Nullable TaskStatus target) {
    return new TaskChange(
        PROJECT,
        id,
        AGENT,
        title,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        addDependsOn == null ? null : List.of(addDependsOn),
        null,
        null,
        null,
        target);
  }

  private void ofProjects() {
    calls.add("list projects", _ -> projects.list(null, PAGE));
    calls.add("get a project", _ -> projects.get(PROJECT));
    calls.add("figures of a project", _ -> projects.stats(PROJECT));
    calls.add("figures of all projects", _ -> projects.stats(null));
    calls.add("complete the name of a project", _ -> projects.namesStartingWith("cr", PAGE));
    calls.add(
        "complete the id of a task",
        COMPLETED,
        i -> projects.taskIdsStartingWith(PROJECT, "feature-" + i, PAGE));
    calls.add(
        "complete the id of a task of any project",
        COMPLETED,
        i -> projects.taskIdsStartingWith(null, "feature-" + i, PAGE));
    calls.add(
        "complete the id of no task",
        COMPLETED,
        _ -> projects.taskIdsStartingWith(PROJECT, "zzz", PAGE));
  }
}
