package dev.consilium.tools.notion;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * Stops calling a service that is down. Thread-safe.
 *
 * <pre>
 * CLOSED → OPEN (most of the last calls failed) → HALF_OPEN (its time is over: one call may try)
 *    ↑       ↑                                        │
 *    │       └───────────── it failed ────────────────┤
 *    └───────────────────── it went well ─────────────┘
 * </pre>
 */
final class Breaker {
  enum State {
    CLOSED,
    OPEN,
    HALF_OPEN
  }

  private static final int REMEMBERED = 10;
  private static final int AT_LEAST = 5;
  private static final double FAILED = 0.8;
  private static final Duration LONGEST = Duration.ofMinutes(2);

  private final Duration firstPause;
  private final LongSupplier nanos;
  private final DoubleSupplier random;
  private final Deque<Boolean> outcomes = new ArrayDeque<>();

  private State state = State.CLOSED;
  private Duration pause;
  private long openUntil;
  private boolean trying;

  /**
   * A breaker that is closed.
   *
   * @param random from 0 to 1, so that nodes do not all try at once
   */
  Breaker(Duration firstPause, LongSupplier nanos, DoubleSupplier random) {
    this.firstPause = firstPause;
    this.pause = firstPause;
    this.nanos = nanos;
    this.random = random;
  }

  synchronized State state() {
    return state == State.OPEN && remaining().isZero() ? State.HALF_OPEN : state;
  }

  /** How long nobody needs to try. */
  synchronized Duration remaining() {
    return state == State.OPEN
        ? Duration.ofNanos(Math.max(0, openUntil - nanos.getAsLong()))
        : Duration.ZERO;
  }

  /** Whether a call may go out; whoever gets a yes has to tell how it went. */
  synchronized boolean enter() {
    return switch (state()) {
      case CLOSED -> true;
      case OPEN -> false;
      case HALF_OPEN -> tryOnce();
    };
  }

  private boolean tryOnce() {
    if (trying) {
      return false;
    }
    state = State.HALF_OPEN;
    trying = true;
    return true;
  }

  synchronized void succeeded() {
    trying = false;
    if (state != State.CLOSED) {
      state = State.CLOSED;
      pause = firstPause;
      outcomes.clear();
    }
    remember(true);
  }

  synchronized void failed() {
    trying = false;
    remember(false);
    if (state == State.HALF_OPEN) {
      pause = min(pause.multipliedBy(2), LONGEST);
      open();
    } else if (state == State.CLOSED && isDown()) {
      open();
    }
  }

  /** The call was not made after all, or says nothing of the service. */
  synchronized void left() {
    trying = false;
  }

  private void remember(boolean good) {
    outcomes.addLast(good);
    if (outcomes.size() > REMEMBERED) {
      outcomes.removeFirst();
    }
  }

  private boolean isDown() {
    long bad = outcomes.stream().filter(good -> !good).count();
    return outcomes.size() >= AT_LEAST && bad >= FAILED * outcomes.size();
  }

  private void open() {
    state = State.OPEN;
    openUntil = nanos.getAsLong() + (long) (pause.toNanos() * (0.5 + 0.5 * random.getAsDouble()));
  }

  private static Duration min(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }
}
