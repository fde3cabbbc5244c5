package dev.consilium.memory;

import static dev.consilium.memory.jooq.Tables.CLIENT_ANSWER;
import static dev.consilium.memory.jooq.Tables.IDEMPOTENCY;
import static dev.consilium.memory.jooq.Tables.LEGACY_SESSION;
import static dev.consilium.memory.jooq.Tables.LONG_CALL;
import static dev.consilium.memory.jooq.Tables.MEMORY_REMOVAL;
import static dev.consilium.memory.jooq.Tables.RUN;
import static dev.consilium.memory.jooq.Tables.STREAM_EVENT;
import static dev.consilium.memory.jooq.Tables.WEBHOOK_DELIVERY;

import dev.consilium.memory.feed.Feed;
import dev.consilium.memory.tasks.TaskCounts;
import dev.consilium.memory.tasks.TaskStore;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jooq.DSLContext;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.jooq.types.DayToSecond;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts the database in the background, then keeps it quick: adds up what became of the counts of
 * tasks, and forgets now and then what nobody will ask for.
 */
final class Housekeeping implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Housekeeping.class);
  private static final long SECONDS_BETWEEN = 2;
  private static final Duration TIDIED_EACH = Duration.ofHours(6);
  private static final DayToSecond ANSWERS_KEPT = DayToSecond.valueOf(Duration.ofDays(7));

  /** No session lives longer. */
  private static final DayToSecond SESSIONS_KEPT = DayToSecond.valueOf(Duration.ofDays(8));

  /** Whoever has not fetched it by then has gone. */
  private static final DayToSecond MAIL_KEPT = DayToSecond.valueOf(Duration.ofHours(1));

  /** An index that was away for longer sees by its count that it has too much. */
  private static final DayToSecond REMOVALS_KEPT = DayToSecond.valueOf(Duration.ofDays(30));

  /** Of those that arrived; dead letters wait longer for somebody to look at them. */
  private static final DayToSecond DELIVERIES_KEPT = DayToSecond.valueOf(Duration.ofDays(7));

  private static final DayToSecond DEAD_LETTERS_KEPT = DayToSecond.valueOf(Duration.ofDays(30));

  private static final DayToSecond RUNS_KEPT = DayToSecond.valueOf(Duration.ofDays(30));

  /** Few at a time, so that no writer waits long for the rows. */
  private static final int BATCH = 1_000;

  private final Transactions transactions;
  private final Feed feed;
  private final Duration feedKept;
  private final Thread thread;
  private volatile boolean closed;

  Housekeeping(Transactions transactions, Feed feed, Duration feedKept) {
    this.transactions = transactions;
    this.feed = feed;
    this.feedKept = feedKept;
    this.thread = Thread.ofVirtual().name("database-housekeeping").unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  private void run() {
    long tidied = System.nanoTime() - TIDIED_EACH.toNanos();
    boolean reachable = true;
    try {
      while (true) {
        try {
          if (System.nanoTime() - tidied >= TIDIED_EACH.toNanos()) {
            tidied = System.nanoTime();
            tidy();
          }
          keepQuick();
          reachable = true;
        } catch (UnavailableException | DataAccessException e) {
          if (closed) {
            return;
          }
          if (reachable) {
            log.warn("{}", e.getMessage());
          }
          reachable = false;
        }
        TimeUnit.SECONDS.sleep(SECONDS_BETWEEN);
        // By now the client that started this has its first answer.
        TaskStore.prepare();
      }
    } catch (InterruptedException e) {
      // Closed.
    }
  }

  private void keepQuick() {
    if (TaskCounts.fold(transactions)) {
      List<String> _ = transactions.read(NewTables::analyze);
    }
  }

  void tidy() {
    forgetOldAnswers();
    forgetExpiredCalls();
    forgetOldSessions();
    forgetOldRemovals();
    forgetOldRuns();
    forgetOldDeliveries();
    feed.tidy(feedKept);
  }

  void forgetOldAnswers() {
    int forgotten;
    do {
      forgotten = transactions.write(Housekeeping::forgetSome);
    } while (forgotten == BATCH);
  }

  private void forgetExpiredCalls() {
    int _ =
        transactions.write(dsl ->
            dsl.deleteFrom(LONG_CALL)
                .where(LONG_CALL.EXPIRES_AT.lt(DSL.currentOffsetDateTime()))
                .execute());
  }

  private void forgetOldSessions() {
    int _ =
        transactions.write(dsl ->
            dsl.deleteFrom(LEGACY_SESSION)
                .where(
                    LEGACY_SESSION.CHANGED_AT.lt(DSL.currentOffsetDateTime().minus(SESSIONS_KEPT)))
                .execute());
    int _ =
        transactions.write(dsl ->
            dsl.deleteFrom(CLIENT_ANSWER)
                .where(CLIENT_ANSWER.CREATED_AT.lt(DSL.currentOffsetDateTime().minus(MAIL_KEPT)))
                .execute());
    int _ =
        transactions.write(dsl ->
            dsl.deleteFrom(STREAM_EVENT)
                .where(STREAM_EVENT.CREATED_AT.lt(DSL.currentOffsetDateTime().minus(MAIL_KEPT)))
                .execute());
  }

  private void forgetOldRemovals() {
    int _ =
        transactions.write(dsl ->
            dsl.deleteFrom(MEMORY_REMOVAL)
                .where(
                    MEMORY_REMOVAL.REMOVED_AT.lt(DSL.currentOffsetDateTime().minus(REMOVALS_KEPT)))
                .execute());
  }

  private void forgetOldRuns() {
    int _ =
        transactions.write(dsl ->
            dsl.deleteFrom(RUN)
                .where(RUN.STARTED_AT.lt(DSL.currentOffsetDateTime().minus(RUNS_KEPT)))
                .execute());
  }

  private void forgetOldDeliveries() {
    int _ =
        transactions.write(dsl ->
            ValuePlans.in(dsl)
                .deleteFrom(WEBHOOK_DELIVERY)
                .where(
                    WEBHOOK_DELIVERY.ENDED_AT.lt(
                        DSL.currentOffsetDateTime().minus(DELIVERIES_KEPT)),
                    WEBHOOK_DELIVERY
                        .STATE
                        .ne("dead")
                        .or(
                            WEBHOOK_DELIVERY.ENDED_AT.lt(
                                DSL.currentOffsetDateTime().minus(DEAD_LETTERS_KEPT))))
                .execute());
  }

  private static int forgetSome(DSLContext dsl) {
    var old =
        DSL.select(IDEMPOTENCY.PRINCIPAL, IDEMPOTENCY.KEY)
            .from(IDEMPOTENCY)
            .where(IDEMPOTENCY.CREATED_AT.lt(DSL.currentOffsetDateTime().minus(ANSWERS_KEPT)))
            .orderBy(IDEMPOTENCY.CREATED_AT)
            .limit(BATCH)
            .forUpdate()
            .skipLocked();
    return ValuePlans.in(dsl)
        .deleteFrom(IDEMPOTENCY)
        .where(DSL.row(IDEMPOTENCY.PRINCIPAL, IDEMPOTENCY.KEY).in(old))
        .execute();
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
  }
}
