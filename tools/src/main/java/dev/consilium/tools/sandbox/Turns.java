package dev.consilium.tools.sandbox;

import dev.consilium.tools.Cancellation;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Lets so many run at once, and principals take turns: one that asks for much does not keep the
 * others waiting. Thread-safe.
 */
final class Turns {
  /** Of one principal; more is refused rather than remembered. */
  private static final int WAITING = 64;

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final int atOnce;
  private final int ofOne;
  private final Map<String, Integer> running = new HashMap<>();

  /** In the order in which their turn comes. */
  private final Map<String, Deque<Waiter>> waiting = new LinkedHashMap<>();

  private int taken;

  Turns(int atOnce, int ofOne) {
    this.atOnce = atOnce;
    this.ofOne = ofOne;
  }

  private static final class Waiter {
    final CompletableFuture<Boolean> turn = new CompletableFuture<>();
  }

  /** A turn that was got; closing it gives it to the next. */
  interface Turn extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Waits for a turn.
   *
   * @throws RefusedProgram when there is too much before it
   * @throws InterruptedException when nobody wants it any more
   */
  Turn take(String principal, Cancellation cancellation) throws InterruptedException {
    Waiter waiter = new Waiter();
    synchronized (this) {
      Deque<Waiter> line = waiting.computeIfAbsent(principal, _ -> new ArrayDeque<>());
      if (line.size() >= WAITING) {
        throw new RefusedProgram(
            WAITING + " runs of yours are waiting already; wait for some of them to end.");
      }
      line.add(waiter);
      advance();
    }
    cancellation.onCancel(() -> waiter.turn.cancel(false));
    try {
      boolean _ = waiter.turn.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      return () -> giveBack(principal);
    } catch (TimeoutException e) {
      if (leave(principal, waiter)) {
        throw new RefusedProgram(
            "The sandbox was busy for " + PATIENCE.toMinutes() + " minutes; try again later.");
      }
      return () -> giveBack(principal);
    } catch (CancellationException e) {
      boolean _ = leave(principal, waiter);
      throw new InterruptedException("cancelled by the caller");
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  synchronized int taken() {
    return taken;
  }

  synchronized int waiting() {
    return waiting.values().stream().mapToInt(Deque::size).sum();
  }

  private synchronized boolean leave(String principal, Waiter waiter) {
    Deque<Waiter> line = waiting.get(principal);
    boolean left = line != null && line.remove(waiter);
    if (line != null && line.isEmpty()) {
      waiting.remove(principal);
    }
    return left;
  }

  private synchronized void giveBack(String principal) {
    taken--;
    running.merge(principal, -1, (a, b) -> a + b == 0 ? null : a + b);
    advance();
  }

  /** Gives free turns away, to each principal in its turn. */
  private void advance() {
    boolean given = true;
    while (given && taken < atOnce) {
      given = false;
      for (String principal : waiting.keySet().toArray(String[]::new)) {
        if (taken < atOnce && running.getOrDefault(principal, 0) < ofOne && give(principal)) {
          given = true;
        }
      }
    }
  }

  private boolean give(String principal) {
    Deque<Waiter> line = waiting.remove(principal);
    if (line == null) {
      return false;
    }
    Waiter waiter = line.poll();
    if (!line.isEmpty()) {
      // To the end: the others come first now.
      waiting.put(principal, line);
    }
    if (waiter == null || !waiter.turn.complete(true)) {
      return waiter != null;
    }
    taken++;
    running.merge(principal, 1, Integer::sum);
    return true;
  }
}
