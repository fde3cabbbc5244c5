package dev.consilium.memory.tasks;

import static dev.consilium.memory.jooq.Tables.PROJECT;
import static dev.consilium.memory.jooq.Tables.TASK;

import dev.consilium.memory.Prepared;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** Takes tasks back from agents that stopped reporting. */
final class ExpiredLeases {
  private static final int BATCH = 100;

  /** In the words of its index, by which the few are found that may have run out. */
  private static final Field<OffsetDateTime> CHECK_AT =
      DSL.field("coalesce({0}, '-infinity')", OffsetDateTime.class, TASK.LEASE_CHECK_AT);

  /** A clock that goes on within the statement could not be looked up in an index. */
  private static final Condition EXPIRED =
      TASK.LEASE_SECONDS
          .isNotNull()
          .and(CHECK_AT.lt(DSL.currentOffsetDateTime()))
          .and(TASK.LEASE_EXPIRES_AT.lt(DSL.currentOffsetDateTime()));

  private static final Prepared ANY =
      Prepared.of(
          DSL.select(DSL.inline(1))
              .from(TASK)
              .where(EXPIRED)
              .orderBy(CHECK_AT)
              .limit(DSL.inline(1)));

  private ExpiredLeases() {}

  /** A task that can be claimed again. */
  record Returned(String project, String taskId) {}

  /** Usually one look at an index that finds nothing. */
  static boolean areThere(DSLContext dsl) {
    return !ANY.call().fetch(dsl).isEmpty();
  }

  static List<Returned> takeBack(DSLContext dsl) {
    var expired =
        dsl.select(TASK.ID, TASK.TASK_ID, TASK.CLAIMED_BY, PROJECT.NAME)
            .from(TASK)
            .join(PROJECT)
            .on(PROJECT.ID.eq(TASK.PROJECT_ID))
            .where(EXPIRED)
            .orderBy(CHECK_AT)
            .limit(BATCH)
            .forUpdate()
            .of(TASK)
            .skipLocked()
            .fetch();
    List<Returned> returned = new ArrayList<>();
    for (var row : expired) {
      takeBack(dsl, row.value1(), row.value3());
      returned.add(new Returned(row.value4(), row.value2()));
    }
    return returned;
  }

  /** Takes back one task, which the caller has locked. */
  static void takeBack(DSLContext dsl, long id, @Nullable String holder) {
    release(dsl, id);
    Events.append(
        dsl, id, EventType.REOPENED, holder, Events.data().put("reason", "lease expired"));
  }

  /** Makes the task open again; a token given out before stays worthless. */
  static void release(DSLContext dsl, long id) {
    var _ =
        dsl.update(TASK)
            .set(TASK.STATUS, TaskRows.text(TaskStatus.OPEN))
            .setNull(TASK.CLAIMED_BY)
            .setNull(TASK.LEASE_SECONDS)
            .setNull(TASK.LEASE_EXPIRES_AT)
            .setNull(TASK.LEASE_CHECK_AT)
            .set(TASK.UPDATED_AT, DSL.currentOffsetDateTime())
            .where(TASK.ID.eq(id))
            .execute();
  }
}
