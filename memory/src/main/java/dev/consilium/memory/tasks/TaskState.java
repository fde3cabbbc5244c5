package dev.consilium.memory.tasks;

import static dev.consilium.memory.jooq.Tables.TASK;

import dev.consilium.memory.Rendered;
import java.time.OffsetDateTime;
import java.util.List;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * What decides whether a report or change is accepted; its row is locked until the transaction
 * ends.
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
    @Nullable OffsetDateTime finishedAt) {

  private static final Field<Boolean> LEASE_LOST =
      DSL.field(DSL.coalesce(DSL.field(TASK.LEASE_EXPIRES_AT.lt(Clock.now())), DSL.inline(false)))
          .as("lease_lost");

  private static final Rendered COLUMNS =
      Rendered.of(
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
              TASK.FINISHED_AT));

  static @Nullable TaskState lock(DSLContext dsl, Condition named) {
    Record row = COLUMNS.lockFrom(dsl, TASK, named).fetchOne();
    return row == null
        ? null
        : new TaskState(
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
            row.get(TASK.FINISHED_AT));
  }

  boolean isLeased() {
    return leaseSeconds != null;
  }
}
