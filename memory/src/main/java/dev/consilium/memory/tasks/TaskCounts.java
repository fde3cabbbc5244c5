package dev.consilium.memory.tasks;

import static dev.consilium.memory.jooq.Tables.TASK_COUNT_NOW;

import dev.consilium.memory.Transactions;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.impl.DSL;

/**
 * How many tasks there are in each state. Triggers of the tasks' table note each change; what they
 * noted is added up now and then.
 */
public final class TaskCounts {
  private static final int FOLDED_AT_ONCE = 100_000;

  private static final String READY_STATE = "ready";
  private static final String BLOCKED_STATE = "blocked";

  static final Field<BigDecimal> ALL = DSL.sum(TASK_COUNT_NOW.TASKS);
  static final Field<BigDecimal> READY = in(READY_STATE);
  static final Field<BigDecimal> BLOCKED = in(BLOCKED_STATE);
  static final Field<BigDecimal> ACTIVE =
      in(TaskRows.text(TaskStatus.CLAIMED), TaskRows.text(TaskStatus.RUNNING));
  static final Field<BigDecimal> DONE = in(TaskRows.text(TaskStatus.DONE));
  static final Field<BigDecimal> FAILED = in(TaskRows.text(TaskStatus.FAILED));
  static final Field<BigDecimal> CANCELLED = in(TaskRows.text(TaskStatus.CANCELLED));

  private TaskCounts() {}

  private static Field<BigDecimal> in(String... states) {
    Condition any = TASK_COUNT_NOW.STATE.in(Arrays.stream(states).map(DSL::inline).toList());
    return DSL.sum(TASK_COUNT_NOW.TASKS).filterWhere(any);
  }

  /** How many tasks of a project have one of these, or any if there are none. */
  static long of(DSLContext dsl, long project, Set<TaskStatus> statuses, boolean readyOnly) {
    BigDecimal tasks =
        dsl.select(ALL)
            .from(TASK_COUNT_NOW)
            .where(TASK_COUNT_NOW.PROJECT_ID.eq(project), any(statuses, readyOnly))
            .fetchSingle(ALL);
    return tasks == null ? 0 : tasks.longValue();
  }

  private static Condition any(Set<TaskStatus> statuses, boolean readyOnly) {
    Set<TaskStatus> wanted = statuses.isEmpty() ? EnumSet.allOf(TaskStatus.class) : statuses;
    return TASK_COUNT_NOW.STATE.in(
        wanted.stream()
            .flatMap(TaskCounts::states)
            .filter(state -> !readyOnly || state.equals(READY_STATE))
            .map(DSL::inline)
            .toList());
  }

  private static Stream<String> states(TaskStatus status) {
    return status == TaskStatus.OPEN
        ? Stream.of(READY_STATE, BLOCKED_STATE)
        : Stream.of(TaskRows.text(status));
  }

  /**
   * Adds up what was noted, so that readers have little to add up themselves; tells whether there
   * was anything.
   */
  public static boolean fold(Transactions transactions) {
    boolean any = false;
    int folded;
    do {
      folded =
          transactions.write(dsl ->
              Objects.requireNonNull(
                  dsl.select(
                          DSL.function("task_count_fold", Integer.class, DSL.val(FOLDED_AT_ONCE)))
                      .fetchSingle()
                      .value1()));
      any |= folded > 0;
    } while (folded == FOLDED_AT_ONCE);
    return any;
  }
}
