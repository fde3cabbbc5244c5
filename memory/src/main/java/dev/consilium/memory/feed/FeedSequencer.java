package dev.consilium.memory.feed;

import dev.consilium.memory.Change;
import dev.consilium.memory.Changes;
import dev.consilium.memory.Transactions;
import dev.consilium.memory.UnavailableException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jooq.exception.DataAccessException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives events their places: those of this process at once, those of others when they say so, those
 * of a process that died before it could when it looks by itself.
 */
final class FeedSequencer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(FeedSequencer.class);

  private static final int MOST_AT_ONCE = 1_000;

  /** A first event gets its place at once; each batch costs a commit, so others gather. */
  private static final long GATHER_MILLIS = 15;

  private static final long LOOK_MILLIS = 2_000;

  private final Transactions transactions;
  private final Changes changes;
  private final Consumer<Change> publish;
  private final Semaphore wakeUps = new Semaphore(0);
  private volatile boolean closed;
  private volatile @Nullable Thread thread;

  FeedSequencer(Transactions transactions, Changes changes, Consumer<Change> publish) {
    this.transactions = transactions;
    this.changes = changes;
    this.publish = publish;
  }

  synchronized void start() {
    if (thread == null && !closed) {
      thread = Thread.ofVirtual().name("feed-sequencer").start(this::run);
    }
  }

  /** False where this process leaves it to others. */
  boolean wake() {
    if (thread == null) {
      return false;
    }
    wakeUps.release();
    return true;
  }

  /** Until nothing waits. */
  void sequence() {
    FeedRows.Moved moved;
    do {
      moved = transactions.write(dsl -> FeedRows.sequence(dsl, MOST_AT_ONCE));
      if (moved.count() > 0) {
        publish.accept(new Change.FeedGrew(moved.last()));
      }
    } while (moved.count() == MOST_AT_ONCE);
  }

  private void run() {
    try (Changes.Subscription _ = changes.subscribe(Changes.Topic.FEED, this::heard)) {
      boolean reachable = true;
      while (!closed) {
        var _ = wakeUps.tryAcquire(LOOK_MILLIS, TimeUnit.MILLISECONDS);
        wakeUps.drainPermits();
        try {
          sequence();
          reachable = true;
        } catch (UnavailableException | DataAccessException e) {
          if (reachable && !closed) {
            log.warn("events wait for their places: {}", e.getMessage());
          }
          reachable = false;
        }
        TimeUnit.MILLISECONDS.sleep(GATHER_MILLIS);
      }
    } catch (InterruptedException e) {
      // Closed.
    }
  }

  private void heard(Change change) {
    switch (change) {
      case Change.FeedWaits _, Change.Resync _ -> wakeUps.release();
      case Change.FeedGrew _,
          Change.TaskChanged _,
          Change.ProjectCreated _,
          Change.MemoryChanged _,
          Change.ResourceChanged _,
          Change.CallChanged _,
          Change.OfSession _ -> {}
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    Thread running = thread;
    if (running != null) {
      running.interrupt();
    }
  }
}
