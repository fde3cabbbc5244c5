package dev.consilium.memory.tasks;

import static dev.consilium.memory.jooq.Tables.TASK;
import static dev.consilium.memory.jooq.Tables.TASK_STEERING;
import static dev.consilium.memory.jooq.Tables.TASK_STEERING_ANSWER;

import dev.consilium.memory.Change;
import dev.consilium.memory.Refused;
import dev.consilium.memory.Transactions;
import dev.consilium.memory.Write;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Consumer;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.impl.DSL;

/** What people say to those who work on tasks, and what of it these have read. */
public final class SteeringStore {
  /** An agent that reads none of these would not read more. */
  private static final int MOST_OPEN = 100;

  private final Transactions transactions;
  private final Consumer<Change> changes;

  /** A store that tells {@code changes} what was committed. */
  public SteeringStore(Transactions transactions, Consumer<Change> changes) {
    this.transactions = transactions;
    this.changes = changes;
  }

  /** Says something to whoever works on the task, now or later. */
  public Steering add(Write write, NewSteering steering) {
    if (needsText(steering.kind()) && steering.text().isBlank()) {
      throw new Refused(
          "text", "must not be blank: a " + TaskRows.text(steering.kind()) + " says something.");
    }
    Steering added =
        Objects.requireNonNull(
            transactions.write(
                write, "steer", steering, Steering.class, dsl -> apply(dsl, steering)));
    changed(steering.project(), steering.taskId());
    return added;
  }

  private static boolean needsText(SteeringKind kind) {
    return switch (kind) {
      case COMMENT, INSTRUCT -> true;
      case PAUSE, RESUME, STOP -> false;
    };
  }

  private static Steering apply(DSLContext dsl, NewSteering steering) {
    Record task =
        dsl.select(TASK.ID, TASK.STATUS, TASK.OPEN_STEERING)
            .from(TASK)
            .where(TaskRows.named(steering.project(), steering.taskId()))
            .forUpdate()
            .fetchOne();
    if (task == null) {
      throw Unknown.task(dsl, "task_id", steering.project(), steering.taskId());
    }
    TaskStatus status = TaskRows.status(TaskRows.required(task, TASK.STATUS));
    if (status.isEnded() && steering.kind() != SteeringKind.COMMENT) {
      throw Refused.conflict(
          "kind",
          "the task is "
              + TaskRows.text(status)
              + ", so nobody works on it; only a comment can be left, or the task reopened.");
    }
    if (TaskRows.required(task, TASK.OPEN_STEERING) >= MOST_OPEN) {
      throw Refused.conflict(
          "task_id", "its agent has not acknowledged " + MOST_OPEN + " requests; wait for it.");
    }
    long id = TaskRows.required(task, TASK.ID);
    count(dsl, id, 1);
    var row =
        dsl.insertInto(TASK_STEERING)
            .set(TASK_STEERING.TASK_ID, id)
            .set(TASK_STEERING.KIND, TaskRows.text(steering.kind()))
            .set(TASK_STEERING.TEXT, steering.text())
            .set(TASK_STEERING.AUTHOR, steering.author())
            .returning(TASK_STEERING.ID, TASK_STEERING.AT)
            .fetchSingle();
    return new Steering(
        row.getId(),
        steering.kind(),
        steering.text(),
        steering.author(),
        row.getAt().toInstant(),
        null,
        null);
  }

  /** The last that were said of the task, oldest first. */
  public List<Steering> list(String project, String taskId, int limit) {
    return transactions.read(dsl -> {
      if (!dsl.fetchExists(TASK, TaskRows.named(project, taskId))) {
        throw Unknown.task(dsl, "task_id", project, taskId);
      }
      return select(dsl, project, taskId, DSL.trueCondition(), limit);
    });
  }

  /** Those that no agent has acknowledged, oldest first. */
  public List<Steering> open(String project, String taskId) {
    return transactions.read(
        dsl -> select(dsl, project, taskId, TASK_STEERING_ANSWER.STEERING_ID.isNull(), MOST_OPEN));
  }

  private static List<Steering> select(
      DSLContext dsl, String project, String taskId, Condition wanted, int limit) {
    return dsl.select()
        .from(TASK_STEERING)
        .leftJoin(TASK_STEERING_ANSWER)
        .on(TASK_STEERING_ANSWER.STEERING_ID.eq(TASK_STEERING.ID))
        .where(
            TASK_STEERING.TASK_ID.eq(
                DSL.select(TASK.ID).from(TASK).where(TaskRows.named(project, taskId))),
            wanted)
        .orderBy(TASK_STEERING.ID.desc())
        .limit(limit)
        .fetch(SteeringStore::steering)
        .reversed();
  }

  private static Steering steering(Record row) {
    return new Steering(
        TaskRows.required(row, TASK_STEERING.ID),
        SteeringKind.valueOf(TaskRows.required(row, TASK_STEERING.KIND).toUpperCase(Locale.ROOT)),
        TaskRows.required(row, TASK_STEERING.TEXT),
        TaskRows.required(row, TASK_STEERING.AUTHOR),
        TaskRows.required(row, TASK_STEERING.AT).toInstant(),
        row.get(TASK_STEERING_ANSWER.AGENT),
        TaskRows.instant(row.get(TASK_STEERING_ANSWER.AT)));
  }

  /**
   * The agent has read these. What it has acknowledged before stays as it was.
   *
   * @return those of the ids that are none of this task
   */
  public List<Long> acknowledge(String project, String taskId, Collection<Long> ids, String agent) {
    Acknowledged done = transactions.write(dsl -> acknowledge(dsl, project, taskId, ids, agent));
    if (done.fresh() > 0) {
      changed(project, taskId);
    }
    return done.unknown();
  }

  private record Acknowledged(int fresh, List<Long> unknown) {}

  private static Acknowledged acknowledge(
      DSLContext dsl, String project, String taskId, Collection<Long> ids, String agent) {
    Long task =
        dsl.select(TASK.ID)
            .from(TASK)
            .where(TaskRows.named(project, taskId))
            .forUpdate()
            .fetchOne(TASK.ID);
    if (task == null) {
      throw Unknown.task(dsl, "task_id", project, taskId);
    }
    List<Long> known =
        dsl.select(TASK_STEERING.ID)
            .from(TASK_STEERING)
            .where(
                TASK_STEERING.TASK_ID.eq(task),
                TASK_STEERING.ID.eq(DSL.any(ids.toArray(Long[]::new))))
            .fetch(TASK_STEERING.ID);
    int fresh = 0;
    for (long id : known) {
      fresh +=
          dsl.insertInto(TASK_STEERING_ANSWER)
              .set(TASK_STEERING_ANSWER.STEERING_ID, id)
              .set(TASK_STEERING_ANSWER.AGENT, agent)
              .onConflictDoNothing()
              .execute();
    }
    if (fresh > 0) {
      count(dsl, task, -fresh);
    }
    return new Acknowledged(fresh, ids.stream().filter(id -> !known.contains(id)).toList());
  }

  private static void count(DSLContext dsl, long task, int more) {
    var _ =
        dsl.update(TASK)
            .set(TASK.OPEN_STEERING, TASK.OPEN_STEERING.plus(more))
            .where(TASK.ID.eq(task))
            .execute();
  }

  private void changed(String project, String taskId) {
    changes.accept(new Change.TaskChanged(project, taskId, EventType.MESSAGE, false));
  }
}
