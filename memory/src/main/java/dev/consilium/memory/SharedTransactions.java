package dev.consilium.memory;

import dev.consilium.memory.SharedWrite.End;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jooq.exception.DataAccessException;
import org.jspecify.annotations.Nullable;

/**
 * Who writes while others do waits for them, and then shares a transaction with all who wait: a
 * statement costs little more for thirty rows than for one, and a commit the same. Who comes when
 * nobody else writes goes alone.
 */
final class SharedTransactions {
  private static final int MOST = 32;

  /** So many at once are a crowd, for as long. */
  private static final int CROWD = 4;

  private static final long CROWDED_NANOS = Duration.ofMillis(100).toNanos();

  private final Consumer<List<SharedWrite>> carryOut;
  private final ReentrantLock lock = new ReentrantLock();
  private final Deque<SharedWrite> waiting = new ArrayDeque<>();
  private int alone;
  private boolean carryingOut;
  private volatile long lastCrowd = System.nanoTime() - CROWDED_NANOS;

  /**
   * A queue of which one transaction at a time is carried out.
   *
   * @param carryOut is called on a virtual thread of its own, so that no caller who gives up takes
   *     others with him. What it does not end goes alone.
   */
  SharedTransactions(Consumer<List<SharedWrite>> carryOut) {
    this.carryOut = carryOut;
  }

  /** Whether many write at once. */
  boolean isCrowded() {
    return System.nanoTime() - lastCrowd < CROWDED_NANOS;
  }

  /** How many wait for the next transaction. */
  int waiting() {
    lock.lock();
    try {
      return waiting.size();
    } finally {
      lock.unlock();
    }
  }

  /** Blocks until it is done, with others or by {@code alone}. */
  @Nullable Object write(SharedWrite write, Supplier<? extends @Nullable Object> alone) {
    if (!enter(write)) {
      try {
        return alone.get();
      } finally {
        leave();
      }
    }
    return switch (end(write)) {
      case End.Done(Object result) -> result;
      case End.Failed(RuntimeException why) -> throw why;
      case End.Alone _ -> alone.get();
    };
  }

  /** Whether it has to wait. */
  private boolean enter(SharedWrite write) {
    lock.lock();
    try {
      if (alone == 0 && !carryingOut) {
        alone++;
        return false;
      }
      waiting.add(write);
      if (!carryingOut) {
        begin();
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  private void leave() {
    lock.lock();
    try {
      alone--;
    } finally {
      lock.unlock();
    }
  }

  private void begin() {
    carryingOut = true;
    Thread _ = Thread.ofVirtual().name("shared-transaction").start(this::next);
  }

  private void next() {
    List<SharedWrite> writes = take();
    if (writes.size() >= CROWD) {
      lastCrowd = System.nanoTime();
    }
    try {
      carryOut.accept(writes);
    } finally {
      writes.forEach(write -> write.end(new End.Alone()));
      goOn();
    }
  }

  private void goOn() {
    lock.lock();
    try {
      carryingOut = false;
      if (!waiting.isEmpty()) {
        begin();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Those who wait longest, and nothing twice. */
  private List<SharedWrite> take() {
    lock.lock();
    try {
      List<SharedWrite> taken = new ArrayList<>();
      Set<Object> subjects = new HashSet<>();
      for (Iterator<SharedWrite> all = waiting.iterator(); all.hasNext() && taken.size() < MOST; ) {
        SharedWrite write = all.next();
        List<Object> own = write.subjects();
        if (own.stream().noneMatch(subjects::contains)) {
          subjects.addAll(own);
          taken.add(write);
          all.remove();
        }
      }
      return taken;
    } finally {
      lock.unlock();
    }
  }

  private End end(SharedWrite write) {
    try {
      return write.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      if (giveUp(write)) {
        throw new DataAccessException(
            "nothing was written", new SQLException("Interrupted while waiting for others", e));
      }
      return write.awaitAnyhow();
    }
  }

  /** Whether nobody had begun with it. */
  private boolean giveUp(SharedWrite write) {
    lock.lock();
    try {
      return waiting.remove(write);
    } finally {
      lock.unlock();
    }
  }
}
