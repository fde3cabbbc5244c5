package dev.consilium.transport.stdio;

import dev.consilium.transport.internal.Departure;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** The messages that were received and still wait for their end. Thread-safe. */
final class OpenReplies {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition allEnded = lock.newCondition();
  private final Set<Departure> open = new HashSet<>();

  Departure begin() {
    Departure departure = new Departure();
    lock.lock();
    try {
      open.add(departure);
    } finally {
      lock.unlock();
    }
    return departure;
  }

  void end(Departure departure) {
    departure.answered();
    lock.lock();
    try {
      open.remove(departure);
      if (open.isEmpty()) {
        allEnded.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until all have ended, but no longer than that; then tells the rest that nobody waits.
   *
   * @return how many that were
   */
  int drain(Duration atMost) throws InterruptedException {
    List<Departure> rest;
    lock.lock();
    try {
      long nanos = atMost.toNanos();
      while (!open.isEmpty() && nanos > 0) {
        nanos = allEnded.awaitNanos(nanos);
      }
      rest = List.copyOf(open);
      open.clear();
    } finally {
      lock.unlock();
    }
    rest.forEach(Departure::left);
    return rest.size();
  }
}
