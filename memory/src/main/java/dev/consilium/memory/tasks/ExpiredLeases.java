package dev.consilium.memory.tasks;

import static dev.consilium.memory.jooq.Tables.PROJECT;
import static dev.consilium.memory.jooq.Tables.TASK;

import dev.consilium.memory.Prepared;
import dev.consilium.memory.Refused;
import dev.consilium.memory.Transactions;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * Takes tasks back from agents that stopped reporting. Whoever looks at tasks asks first; the
 * database is asked only when a lease may have run out since it was asked last.
 */
final class ExpiredLeases {
  /** The shortest lease: one that was not there when the database was asked lasts as long. */
  private static final Duration SHORTEST = Duration.ofSeconds(1);

  private static final int BATCH = 100;

  /** In the words of its index, by which the few are found that may have run out. */
  private static final Field<OffsetDateTime> CHECK_AT =
      DSL.field("coalesce({0}, '-infinity')", OffsetDateTime.class, TASK.LEASE_CHECK_AT);

  private static final Condition LEASED = TASK.LEASE_SECONDS.isNotNull();

  /** A clock that goes on within the statement could not be looked up in an index. */
  private static final Condition EXPIRED =
      LEASED
          .and(CHECK_AT.lt(DSL.currentOffsetDateTime()))
          .and(TASK.LEASE_EXPIRES_AT.lt(DSL.currentOffsetDateTime()));

  private static final Field<Long> MICROS_LEFT =
      DSL.field(
              "cast(extract(epoch from {0} - {1}) * 1000000 as bigint)",
              Long.class, DSL.min(TASK.LEASE_EXPIRES_AT), Clock.now())
          .as("micros_left");

  /** Of those that end soon. */
  private static final Prepared FIRST_END =
      Prepared.of(
          DSL.select(MICROS_LEFT)
              .from(TASK)
              .where(
                  LEASED,
                  CHECK_AT.lt(
                      DSL.field(
                          "{0} + make_interval(secs => {1})",
                          OffsetDateTime.class,
                          DSL.currentOffsetDateTime(),
                          DSL.inline(SHORTEST.toSeconds())))));

  /** By {@link System#nanoTime}; until then none can run out. */
  private volatile long next = System.nanoTime();

  /** A task that can be claimed again. */
  record Returned(String project, String taskId) {}

  static void requireLongEnough(Duration lease) {
    if (lease.compareTo(SHORTEST) < 0) {
      throw new Refused("lease_s", "must be at least " + SHORTEST.toSeconds() + ".");
    }
  }

  /** Tells which tasks it took back. */
  List<Returned> takeBack(Transactions transactions) {
    long asked = System.nanoTime();
    if (asked - next < 0) {
      return List.of();
    }
    Long left = transactions.read(dsl -> FIRST_END.call().fetchSingle(dsl).get(MICROS_LEFT));
    if (left != null && left <= 0) {
      return transactions.write(ExpiredLeases::takeBack);
    }
    long shortest = SHORTEST.toNanos();
    next = asked + (left == null ? shortest : Math.min(shortest, left * 1_000));
    return List.of();
  }

  private static List<Returned> takeBack(DSLContext dsl) {
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
