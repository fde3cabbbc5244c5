package dev.consilium.memory.tasks;

import static dev.consilium.memory.jooq.Tables.PROJECT;
import static dev.consilium.memory.jooq.Tables.TASK;
import static dev.consilium.memory.jooq.Tables.TASK_DEPENDENCY;

import dev.consilium.memory.CallRows;
import dev.consilium.memory.LastStatements;
import dev.consilium.memory.Prepared;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Param;
import org.jooq.Record;
import org.jooq.SelectField;
import org.jooq.SelectJoinStep;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * What decides whether a report or change is accepted; its row is locked until the transaction
 * ends.
 *
 * @param mayBlock others may depend on it
 * @param readAt by the database's clock
 */
record TaskState(
    long id,
    long projectId,
    TaskStatus status,
    int progress,
    @Nullable String message,
    @Nullable String result,
    @Nullable String errorType,
    @Nullable String errorMessage,
    int openDependencies,
    @Nullable String claimedBy,
    long claim,
    @Nullable Integer leaseSeconds,
    boolean leaseLost,
    @Nullable OffsetDateTime finishedAt,
    int openSteering,
    boolean mayBlock,
    OffsetDateTime readAt) {

  private static final Field<Boolean> LEASE_LOST =
      DSL.field(DSL.coalesce(DSL.field(TASK.LEASE_EXPIRES_AT.lt(Clock.now())), DSL.inline(false)))
          .as("lease_lost");

  private static final Field<OffsetDateTime> READ_AT = Clock.now().as("read_at");

  private static final List<SelectField<?>> COLUMNS =
      List.of(
          TASK.ID,
          TASK.PROJECT_ID,
          TASK.STATUS,
          TASK.PROGRESS,
          TASK.MESSAGE,
          TASK.RESULT,
          TASK.ERROR_TYPE,
          TASK.ERROR_MESSAGE,
          TASK.OPEN_DEPENDENCIES,
          TASK.CLAIMED_BY,
          TASK.CLAIM,
          TASK.LEASE_SECONDS,
          LEASE_LOST,
          TASK.FINISHED_AT,
          TASK.OPEN_STEERING,
          READ_AT);

  /** After the columns. */
  private static final int MAY_BLOCK = COLUMNS.size();

  private static final Field<Boolean> NOT_ASKED = DSL.inline(true);
  private static final Field<Boolean> HAS_DEPENDENTS =
      DSL.field(
          DSL.exists(
              DSL.selectOne().from(TASK_DEPENDENCY).where(TASK_DEPENDENCY.DEPENDS_ON.eq(TASK.ID))));

  private static final Param<Long> PROJECT_ID = DSL.param("project", TASK.PROJECT_ID);

  private static final Prepared BY_ID = locking(TASK.ID.eq(TaskRows.ID), NOT_ASKED);
  private static final Prepared BY_NAME = named(NOT_ASKED);
  private static final Prepared TO_FINISH = named(HAS_DEPENDENTS);
  private static final Prepared OF_PROJECT =
      locking(TASK.PROJECT_ID.eq(PROJECT_ID).and(TASK.TASK_ID.eq(TaskRows.TASK_PARAM)), NOT_ASKED);

  private static Prepared locking(Condition which, Field<Boolean> mayBlock) {
    return Prepared.of(reading(mayBlock).where(which).forUpdate());
  }

  private static Prepared named(Field<Boolean> mayBlock) {
    return Prepared.of(
        reading(mayBlock).where(TaskRows.NAMED).forUpdate(),
        reading(mayBlock, CallRows.PLACE)
            .join(PROJECT)
            .on(PROJECT.ID.eq(TASK.PROJECT_ID))
            .join(CallRows.of(TaskRows.PROJECT_PARAM, TaskRows.TASK_PARAM))
            .on(
                PROJECT.NAME.eq(CallRows.value(TaskRows.PROJECT_PARAM)),
                TASK.TASK_ID.eq(CallRows.value(TaskRows.TASK_PARAM)))
            .forUpdate()
            .of(TASK)
            .skipLocked());
  }

  private static SelectJoinStep<Record> reading(SelectField<?>... more) {
    return DSL.select(COLUMNS).select(more).from(TASK);
  }

  /** What is asked to lock the task that the report is about. */
  static List<Prepared.Call> questions(Report report) {
    return report.action() == Action.FINISH
        ? List.of(
            ProjectLocks.sharing(report.project()),
            named(TO_FINISH, report.project(), report.taskId()))
        : List.of(named(BY_NAME, report.project(), report.taskId()));
  }

  private static Prepared.Call named(Prepared which, String project, String taskId) {
    return which.call().with(TaskRows.PROJECT_PARAM, project).with(TaskRows.TASK_PARAM, taskId);
  }

  static TaskState lock(DSLContext dsl, long id) {
    return of(
        Objects.requireNonNull(LastStatements.fetchOne(dsl, BY_ID.call().with(TaskRows.ID, id))));
  }

  static @Nullable TaskState lock(DSLContext dsl, String project, String taskId) {
    return lock(dsl, named(BY_NAME, project, taskId));
  }

  /** For a report that finishes, with the project's lock: no other task begins to depend on it. */
  static @Nullable TaskState lock(DSLContext dsl, Report report) {
    List<Prepared.Call> questions = questions(report);
    questions.subList(0, questions.size() - 1).forEach(lock -> LastStatements.add(dsl, lock));
    return lock(dsl, questions.getLast());
  }

  static @Nullable TaskState lock(DSLContext dsl, long projectId, String taskId) {
    return lock(
        dsl, OF_PROJECT.call().with(PROJECT_ID, projectId).with(TaskRows.TASK_PARAM, taskId));
  }

  private static @Nullable TaskState lock(DSLContext dsl, Prepared.Call query) {
    Record row = LastStatements.fetchOne(dsl, query);
    return row == null ? null : of(row);
  }

  private static TaskState of(Record row) {
    return new TaskState(
        TaskRows.required(row, TASK.ID),
        TaskRows.required(row, TASK.PROJECT_ID),
        TaskRows.status(TaskRows.required(row, TASK.STATUS)),
        TaskRows.required(row, TASK.PROGRESS),
        row.get(TASK.MESSAGE),
        row.get(TASK.RESULT),
        row.get(TASK.ERROR_TYPE),
        row.get(TASK.ERROR_MESSAGE),
        TaskRows.required(row, TASK.OPEN_DEPENDENCIES),
        row.get(TASK.CLAIMED_BY),
        TaskRows.required(row, TASK.CLAIM),
        row.get(TASK.LEASE_SECONDS),
        TaskRows.required(row, LEASE_LOST),
        row.get(TASK.FINISHED_AT),
        TaskRows.required(row, TASK.OPEN_STEERING),
        row.get(MAY_BLOCK, boolean.class),
        TaskRows.required(row, READ_AT));
  }

  boolean isLeased() {
    return leaseSeconds != null;
  }
}
