package dev.consilium.memory.tasks;

import static dev.consilium.memory.jooq.Tables.TASK;
import static dev.consilium.memory.jooq.Tables.TASK_EVENT;

import dev.consilium.memory.Change;
import dev.consilium.memory.Cursors;
import dev.consilium.memory.Prepared;
import dev.consilium.memory.Projects;
import dev.consilium.memory.Refused;
import dev.consilium.memory.Transactions;
import dev.consilium.memory.Write;
import dev.consilium.memory.audit.AuditOutbox;
import dev.consilium.memory.jooq.tables.records.TaskEventRecord;
import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/**
 * Tasks and their histories. What is refused throws {@link Refused} and changes nothing; a write
 * with an idempotency key that was used before answers what it answered then.
 */
public final class TaskStore {
  private final Transactions transactions;
  private final Consumer<Change> changes;
  private final Agents agents = new Agents();
  private final Remembered projects = new Remembered();
  private final ExpiredLeases expiredLeases = new ExpiredLeases();

  /** A store that tells {@code changes} what was committed. */
  public TaskStore(Transactions transactions, Consumer<Change> changes) {
    this.transactions = transactions;
    this.changes = changes;
  }

  /** Renders the statements of most calls, for which the first of them would have to wait. */
  public static void prepare() {
    MethodHandles.Lookup here = MethodHandles.lookup();
    try {
      for (Class<?> statements :
          List.of(
              CreateTasks.class,
              TaskNumbers.class,
              ClaimTask.class,
              TaskState.class,
              TaskAfter.class,
              Events.class)) {
        var _ = here.ensureInitialized(statements);
      }
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  private record CreatedTasks(List<CreatedTask> tasks) {}

  private record NewTasks(String project, List<NewTask> tasks) {}

  /** Creates the tasks of a plan, all or none. */
  public List<CreatedTask> create(Write write, String project, List<NewTask> tasks) {
    if (project.isBlank()) {
      throw new Refused("project", "must not be blank.");
    }
    List<Change> committed = new ArrayList<>();
    CreatedTasks created =
        transactions.write(
            write,
            "create",
            new NewTasks(project, tasks),
            CreatedTasks.class,
            CreateTasks.foreseen(project, tasks).map(f -> f.after(making(project, tasks))),
            dsl -> {
              committed.clear();
              tasks.stream().map(NewTask::owner).distinct().forEach(o -> agents.ensure(dsl, o));
              if (!projects.has(project) && Projects.creating(project).fetchOne(dsl) != null) {
                committed.add(new Change.ProjectCreated(project));
              }
              return new CreatedTasks(
                  new CreateTasks(
                          dsl,
                          project,
                          tasks,
                          () -> committed.add(new Change.ProjectCreated(project)))
                      .run());
            });
    tasks.stream().map(NewTask::owner).forEach(agents::remember);
    projects.add(project);
    committed.forEach(changes);
    List<CreatedTask> all = Objects.requireNonNull(created).tasks();
    all.stream()
        .filter(task -> !task.existed())
        .forEach(t -> changed(project, t.taskId(), EventType.CREATED, t.ready()));
    return all;
  }

  /** What tasks refer to and may not be there. */
  private List<Prepared.Call> making(String project, List<NewTask> tasks) {
    List<Prepared.Call> missing =
        new ArrayList<>(agents.ensuring(tasks.stream().map(NewTask::owner)));
    if (!projects.has(project)) {
      missing.add(Projects.creating(project));
    }
    return missing;
  }

  /** The titles of what is still to be done in a project, the newest few thousand. */
  public List<OpenTask> open(String project) {
    return transactions.read(dsl -> SelectOpenTasks.of(dsl, project));
  }

  /** One page of what fits the filter; a cursor of another filter just goes on from its place. */
  public TaskPage list(TaskFilter filter, @Nullable String cursor, int limit) {
    takeBackExpired();
    return transactions.read(dsl -> new SelectTasks(dsl, filter).page(cursor, limit));
  }

  /** One page in any order, after the cursor and then {@code offset} further on. */
  public TaskPage list(
      TaskFilter filter, TaskOrder order, @Nullable String cursor, int offset, int limit) {
    takeBackExpired();
    return transactions.read(
        dsl -> new SelectTasks(dsl, filter).page(order, cursor, offset, limit));
  }

  /** What happened to a task after the cursor, from its beginning on. */
  public EventPage history(String project, String taskId, @Nullable String cursor, int limit) {
    long after = cursor == null ? 0 : Cursors.number(cursor);
    return transactions.read(dsl -> {
      Long id =
          dsl.select(TASK.ID).from(TASK).where(TaskRows.named(project, taskId)).fetchOne(TASK.ID);
      if (id == null) {
        throw Unknown.task(dsl, "task_id", project, taskId);
      }
      List<TaskEvent> events =
          dsl.selectFrom(TASK_EVENT)
              .where(TASK_EVENT.TASK_ID.eq(id), TASK_EVENT.ID.gt(after))
              .orderBy(TASK_EVENT.ID)
              .limit(limit + 1)
              .fetch(TaskStore::event);
      boolean more = events.size() > limit;
      List<TaskEvent> shown = more ? events.subList(0, limit) : events;
      return new EventPage(shown, more ? Cursors.of(shown.getLast().id()) : null);
    });
  }

  /** One page of the agents, by name. */
  public AgentPage agents(@Nullable String cursor, int offset, int limit) {
    return transactions.read(dsl -> SelectAgents.page(dsl, cursor, offset, limit));
  }

  /** A task and its last {@code maxEvents} events. */
  public TaskHistory get(String project, String taskId, int maxEvents) {
    takeBackExpired();
    return transactions.read(dsl -> {
      Record row = TaskRows.find(dsl, project, taskId);
      if (row == null) {
        throw Unknown.task(dsl, "task_id", project, taskId);
      }
      List<TaskEvent> events = events(dsl, TaskRows.required(row, TASK.ID), maxEvents + 1);
      boolean more = events.size() > maxEvents;
      return new TaskHistory(
          TaskRows.task(row), (more ? events.subList(0, maxEvents) : events).reversed(), more);
    });
  }

  private static List<TaskEvent> events(DSLContext dsl, long id, int limit) {
    return dsl.selectFrom(TASK_EVENT)
        .where(TASK_EVENT.TASK_ID.eq(id))
        .orderBy(TASK_EVENT.ID.desc())
        .limit(limit)
        .fetch(TaskStore::event);
  }

  private static TaskEvent event(TaskEventRecord row) {
    return new TaskEvent(
        row.getId(),
        EventType.valueOf(row.getType().toUpperCase(Locale.ROOT)),
        row.getAgent(),
        row.getAt().toInstant(),
        row.getData().data());
  }

  /** Claims the best ready task that fits, for this agent alone; empty when there is none. */
  public Optional<Claim> claimNext(Write write, ClaimRequest request) {
    takeBackExpired();
    Claim claim =
        transactions.write(
            write,
            "claim",
            request,
            Claim.class,
            ClaimTask.foreseen(request)
                .map(f -> f.after(agents.ensuring(Stream.of(request.agent())))),
            dsl -> {
              agents.ensure(dsl, request.agent());
              return new ClaimTask(dsl, request).run();
            });
    agents.remember(request.agent());
    if (claim != null) {
      changed(claim.task().project(), claim.task().taskId(), EventType.CLAIMED, false);
    }
    return Optional.ofNullable(claim);
  }

  /** Applies a report; creates the task first where it is unknown and the report has a title. */
  public Reported report(Write write, Report report) {
    Reported reported =
        Objects.requireNonNull(
            transactions.write(
                write,
                "report",
                report,
                Reported.class,
                Optional.of(
                    ReportOnTask.foreseen(report)
                        .after(agents.ensuring(Stream.of(report.agent())))),
                dsl -> apply(dsl, report)));
    agents.remember(report.agent());
    if (!reported.repeated()) {
      changed(
          report.project(),
          report.taskId(),
          event(report.action()),
          !reported.nowReady().isEmpty() || report.action() == Action.RELEASE);
    }
    return reported;
  }

  private Reported apply(DSLContext dsl, Report report) {
    agents.ensure(dsl, report.agent());
    TaskState task = TaskState.lock(dsl, report);
    if (task == null && report.title() != null) {
      var _ = new CreateTasks(dsl, report.project(), List.of(named(report)), () -> {}).run();
      task = TaskState.lock(dsl, report);
    }
    if (task == null) {
      throw Unknown.task(dsl, "task_id", report.project(), report.taskId());
    }
    return new ReportOnTask(dsl, report, task).run();
  }

  private static NewTask named(Report report) {
    return named(report.taskId(), Objects.requireNonNull(report.title()));
  }

  private static NewTask named(String taskId, String title) {
    return new NewTask(
        taskId,
        title,
        null,
        null,
        List.of(),
        NewTask.DEFAULT_PRIORITY,
        null,
        null,
        null,
        List.of(),
        null);
  }

  /**
   * Takes notice of what an agent tells; the project, the task and the agent come into being with
   * it. A repeat changes nothing.
   */
  public Task notice(Write write, Notice notice) {
    requireNames(notice);
    List<Change> committed = new ArrayList<>();
    Function<DSLContext, Noticed> work =
        dsl -> {
          committed.clear();
          return notice(dsl, notice, committed);
        };
    Noticed noticed =
        Objects.requireNonNull(
            write.idempotencyKey() == null
                ? transactions.<Noticed>write(dsl -> {
                  Noticed told = work.apply(dsl);
                  if (!committed.isEmpty()) {
                    String target = notice.project() + "/" + notice.taskId();
                    AuditOutbox.done(dsl, write.principal(), "notice", target, () -> "");
                  }
                  return told;
                })
                : transactions.write(write, "notice", notice, Noticed.class, work));
    agents.remember(notice.agent());
    committed.forEach(changes);
    return noticed.task();
  }

  private static void requireNames(Notice notice) {
    if (notice.project().isBlank()) {
      throw new Refused("project", "must not be blank.");
    }
    if (notice.taskId().isBlank()) {
      throw new Refused("task_id", "must not be blank.");
    }
    if (notice.agent().isBlank()) {
      throw new Refused("agent", "must not be blank.");
    }
  }

  private Noticed notice(DSLContext dsl, Notice notice, List<Change> committed) {
    agents.ensure(dsl, notice.agent());
    long project =
        Projects.idOrCreate(
            dsl,
            notice.project(),
            () -> committed.add(new Change.ProjectCreated(notice.project())));
    if (notice.kind() == Notice.Kind.STARTED || notice.kind() == Notice.Kind.FINISHED) {
      ProjectLocks.shared(dsl, project);
    }
    TaskState task = TaskState.lock(dsl, project, notice.taskId());
    String title = notice.title();
    boolean titled = title != null && !title.isBlank();
    if (task == null) {
      NewTask fresh = named(notice.taskId(), title != null && titled ? title : notice.taskId());
      var _ = new CreateTasks(dsl, notice.project(), List.of(fresh), () -> {}).run();
      committed.add(changed(notice, EventType.CREATED));
      task = TaskState.lock(dsl, project, notice.taskId());
    } else if (titled) {
      // The id stood in for a title that was not known yet.
      int _ =
          dsl.update(TASK)
              .set(TASK.TITLE, title)
              .where(TASK.ID.eq(task.id()), TASK.TITLE.eq(TASK.TASK_ID), TASK.TITLE.ne(title))
              .execute();
    }
    TakeNotice take = new TakeNotice(dsl, notice, Objects.requireNonNull(task));
    Task after = take.run();
    take.happened().forEach(type -> committed.add(changed(notice, type)));
    return new Noticed(after);
  }

  /** Another task may have become ready. */
  private static Change changed(Notice notice, EventType type) {
    boolean ready = type == EventType.FINISHED || type == EventType.REOPENED;
    return new Change.TaskChanged(notice.project(), notice.taskId(), type, ready);
  }

  private static EventType event(Action action) {
    return switch (action) {
      case START -> EventType.STARTED;
      case PROGRESS -> EventType.PROGRESS;
      case FINISH -> EventType.FINISHED;
      case FAIL -> EventType.FAILED;
      case RELEASE -> EventType.REOPENED;
    };
  }

  /** Applies a change. */
  public Task update(Write write, TaskChange change) {
    Task task =
        Objects.requireNonNull(
            transactions.write(write, "update", change, Task.class, dsl -> apply(dsl, change)));
    agents.remember(change.owner());
    changed(change.project(), change.taskId(), EventType.UPDATED, task.ready());
    return task;
  }

  private Task apply(DSLContext dsl, TaskChange change) {
    agents.ensure(dsl, change.owner());
    Long project = Projects.id(dsl, change.project());
    if (project == null) {
      throw Projects.unknown(dsl, change.project());
    }
    if (change.addDependsOn() != null
        || change.removeDependsOn() != null
        || change.parent() != null) {
      ProjectLocks.alone(dsl, project);
    } else if (change.target() != null) {
      ProjectLocks.shared(dsl, project);
    }
    TaskState task = TaskState.lock(dsl, change.project(), change.taskId());
    if (task == null) {
      throw Unknown.task(dsl, "task_id", change.project(), change.taskId());
    }
    return new ChangeTask(dsl, change, task).run();
  }

  /** Tasks whose agents stopped reporting become open again before anybody looks at them. */
  private void takeBackExpired() {
    expiredLeases
        .takeBack(transactions)
        .forEach(task -> changed(task.project(), task.taskId(), EventType.REOPENED, true));
  }

  private void changed(String project, String taskId, EventType type, boolean mayBeReady) {
    changes.accept(new Change.TaskChanged(project, taskId, type, mayBeReady));
  }
}
