package dev.consilium.memory.tasks;

import static dev.consilium.memory.jooq.Tables.TASK_COUNT_NOW;

import dev.consilium.memory.Transactions;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Objects;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.impl.DSL;

/**
 * How many tasks there are in each state. Triggers of the tasks' table note each change; what they
 * noted is added up now and then.
 */
public final class TaskCounts {
  private static final int FOLDED_AT_ONCE = 100_000;

  static final Field<BigDecimal> ALL = DSL.sum(TASK_COUNT_NOW.TASKS);
  static final Field<BigDecimal> READY = in("ready");
  static final Field<BigDecimal> BLOCKED = in("blocked");
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

  /** Adds up what was noted, so that readers have little to add up themselves. */
  public static void fold(Transactions transactions) {
    int folded;
    do {
      folded =
          transactions.write(dsl ->
              Objects.requireNonNull(
                  dsl.select(
                          DSL.function("task_count_fold", Integer.class, DSL.val(FOLDED_AT_ONCE)))
                      .fetchSingle()
                      .value1()));
    } while (folded == FOLDED_AT_ONCE);
  }
}
