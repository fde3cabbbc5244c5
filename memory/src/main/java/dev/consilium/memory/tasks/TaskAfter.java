package dev.consilium.memory.tasks;

import static dev.consilium.memory.jooq.Tables.TASK;

import dev.consilium.memory.CallRows;
import dev.consilium.memory.Prepared;
import dev.consilium.memory.jooq.tables.records.TaskRecord;
import java.time.OffsetDateTime;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.JSONB;
import org.jooq.Param;
import org.jooq.UpdateSetMoreStep;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/** The statement that leaves a task as it is after a report. */
final class TaskAfter {
  private static final Param<Long> ID = DSL.param("id", TASK.ID);
  static final Param<String> STATUS = DSL.param("status", TASK.STATUS);
  static final Param<String> CLAIMED_BY = DSL.param("claimed_by", TASK.CLAIMED_BY);
  static final Param<Long> CLAIM = DSL.param("claim", TASK.CLAIM);
  static final Param<Integer> LEASE = DSL.param("lease", TASK.LEASE_SECONDS);
  static final Param<String> LEASE_END = DSL.param("lease_end", String.class);
  static final Param<Boolean> BEGINS = DSL.param("begins", SQLDataType.BOOLEAN);
  static final Param<Boolean> ENDS = DSL.param("ends", SQLDataType.BOOLEAN);
  static final Param<Boolean> NEWS = DSL.param("news", SQLDataType.BOOLEAN);
  static final Param<Short> PROGRESS = DSL.param("progress", TASK.PROGRESS);
  static final Param<String> MESSAGE = DSL.param("message", TASK.MESSAGE);
  static final Param<String> RESULT = DSL.param("result", TASK.RESULT);
  static final Param<String> ERROR_TYPE = DSL.param("error_type", TASK.ERROR_TYPE);
  static final Param<String> ERROR_MESSAGE = DSL.param("error_message", TASK.ERROR_MESSAGE);
  static final Param<String> STACK_TRACE = DSL.param("stack_trace", TASK.STACK_TRACE);
  static final Param<Double> DURATION = DSL.param("duration", TASK.DURATION_SECONDS);
  static final Param<JSONB> METADATA = DSL.param("metadata", TASK.METADATA);

  private static final Prepared WRITE =
      Prepared.of(
          update(TaskAfter::itself).where(TASK.ID.eq(ID)),
          update(CallRows::value)
              .from(
                  CallRows.of(
                      ID,
                      STATUS,
                      CLAIMED_BY,
                      CLAIM,
                      LEASE,
                      LEASE_END,
                      BEGINS,
                      ENDS,
                      NEWS,
                      PROGRESS,
                      MESSAGE,
                      RESULT,
                      ERROR_TYPE,
                      ERROR_MESSAGE,
                      STACK_TRACE,
                      DURATION,
                      METADATA))
              .where(TASK.ID.eq(CallRows.value(ID))));

  /** Where the values of a statement stand in it. */
  private interface Values {
    <T> Field<T> of(Param<T> param);
  }

  private static <T> Field<T> itself(Param<T> param) {
    return param;
  }

  private static UpdateSetMoreStep<TaskRecord> update(Values values) {
    Field<OffsetDateTime> end = DSL.cast(values.of(LEASE_END), SQLDataType.TIMESTAMPWITHTIMEZONE);
    Condition begins = DSL.condition(values.of(BEGINS));
    Condition ends = DSL.condition(values.of(ENDS));
    Condition news = DSL.condition(values.of(NEWS));
    return DSL.update(TASK)
        .set(TASK.STATUS, values.of(STATUS))
        .set(TASK.CLAIMED_BY, values.of(CLAIMED_BY))
        .set(TASK.CLAIM, values.of(CLAIM))
        .set(TASK.LEASE_SECONDS, values.of(LEASE))
        .set(TASK.LEASE_EXPIRES_AT, end)
        .set(TASK.LEASE_CHECK_AT, leaseCheckAt(end))
        .set(
            TASK.STARTED_AT,
            DSL.when(begins, DSL.coalesce(TASK.STARTED_AT, Clock.now())).otherwise(TASK.STARTED_AT))
        .set(TASK.FINISHED_AT, DSL.when(ends, Clock.now()).otherwise(TASK.FINISHED_AT))
        .set(
            TASK.DURATION_SECONDS,
            DSL.when(ends, duration(values.of(DURATION))).otherwise(TASK.DURATION_SECONDS))
        .set(TASK.PROGRESS, DSL.coalesce(values.of(PROGRESS), TASK.PROGRESS))
        .set(TASK.MESSAGE, DSL.coalesce(values.of(MESSAGE), TASK.MESSAGE))
        .set(TASK.RESULT, DSL.coalesce(values.of(RESULT), TASK.RESULT))
        .set(TASK.ERROR_TYPE, DSL.coalesce(values.of(ERROR_TYPE), TASK.ERROR_TYPE))
        .set(TASK.ERROR_MESSAGE, DSL.coalesce(values.of(ERROR_MESSAGE), TASK.ERROR_MESSAGE))
        .set(TASK.STACK_TRACE, DSL.coalesce(values.of(STACK_TRACE), TASK.STACK_TRACE))
        .set(
            TASK.METADATA,
            DSL.coalesce(TaskRows.mergedMetadata(values.of(METADATA)), TASK.METADATA))
        .set(
            TASK.UPDATED_AT,
            DSL.when(news, DSL.currentOffsetDateTime()).otherwise(TASK.UPDATED_AT));
  }

  /** Put off only when its time has come: that makes entries in indexes. */
  private static Field<OffsetDateTime> leaseCheckAt(Field<OffsetDateTime> end) {
    return DSL.when(
            end.isNotNull().and(TASK.LEASE_CHECK_AT.gt(Clock.now())),
            DSL.least(TASK.LEASE_CHECK_AT, end))
        .otherwise(end);
  }

  /** What was reported, else the time since the start; none for what was never started. */
  private static Field<Double> duration(Field<Double> reported) {
    return DSL.coalesce(
        reported,
        DSL.field(
            "extract(epoch from {0} - {1})::double precision",
            Double.class, Clock.now(), TASK.STARTED_AT),
        DSL.inline(0.0));
  }

  private TaskAfter() {}

  /** As it was before, but for the lease; what is null then stays, or stays null. */
  static Prepared.Call like(TaskState before) {
    return WRITE
        .call()
        .with(ID, before.id())
        .with(STATUS, TaskRows.text(before.status()))
        .with(CLAIMED_BY, before.claimedBy())
        .with(CLAIM, before.claim())
        .with(BEGINS, false)
        .with(ENDS, false)
        .with(NEWS, true)
        .with(PROGRESS, null)
        .with(MESSAGE, null)
        .with(RESULT, null)
        .with(ERROR_TYPE, null)
        .with(ERROR_MESSAGE, null)
        .with(STACK_TRACE, null)
        .with(DURATION, null)
        .with(METADATA, null);
  }
}
