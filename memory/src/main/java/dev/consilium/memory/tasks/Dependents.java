package dev.consilium.memory.tasks;

import static dev.consilium.memory.jooq.Tables.TASK;
import static dev.consilium.memory.jooq.Tables.TASK_DEPENDENCY;

import dev.consilium.memory.Prepared;
import java.util.List;
import org.jooq.DSLContext;
import org.jooq.Param;
import org.jooq.impl.DSL;

/** The tasks that wait for one task. The caller holds the project's lock. */
final class Dependents {
  private static final Param<Long> ID = DSL.param("id", TASK.ID);
  private static final Prepared LOCK =
      Prepared.of(
          DSL.select(TASK.ID)
              .from(TASK)
              .join(TASK_DEPENDENCY)
              .on(TASK_DEPENDENCY.TASK_ID.eq(TASK.ID))
              .where(TASK_DEPENDENCY.DEPENDS_ON.eq(ID))
              .orderBy(TASK.ID)
              .forUpdate()
              .of(TASK));

  private Dependents() {}

  /** Counts one open dependency less and tells which became ready. */
  static List<String> unblock(DSLContext dsl, long id) {
    List<Long> waiting = lock(dsl, id);
    if (waiting.isEmpty()) {
      return List.of();
    }
    return dsl
        .update(TASK)
        .set(TASK.OPEN_DEPENDENCIES, TASK.OPEN_DEPENDENCIES.minus(1))
        .where(TASK.ID.in(waiting))
        .returning(TASK.TASK_ID, TASK.STATUS, TASK.OPEN_DEPENDENCIES)
        .fetch()
        .stream()
        .filter(row ->
            row.getOpenDependencies() == 0
                && row.getStatus().equals(TaskRows.text(TaskStatus.OPEN)))
        .map(row -> row.getTaskId())
        .sorted()
        .toList();
  }

  /** Counts one open dependency more. */
  static void block(DSLContext dsl, long id) {
    List<Long> waiting = lock(dsl, id);
    if (!waiting.isEmpty()) {
      var _ =
          dsl.update(TASK)
              .set(TASK.OPEN_DEPENDENCIES, TASK.OPEN_DEPENDENCIES.plus(1))
              .where(TASK.ID.in(waiting))
              .execute();
    }
  }

  /** Always in the same order, so that two of these cannot wait for each other. */
  private static List<Long> lock(DSLContext dsl, long id) {
    return LOCK.call().with(ID, id).fetch(dsl).getValues(TASK.ID);
  }
}
