package dev.consilium.tools.sandbox;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Containers that wait for a program, started in the background. Each is taken once and never comes
 * back. Thread-safe.
 */
final class WarmBoxes implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(WarmBoxes.class);

  private static final Duration HEAD_START = Duration.ofMillis(100);

  private final int wanted;
  private final Supplier<Box> starter;
  private final Deque<Box> boxes = new ArrayDeque<>();
  private boolean filling;
  private boolean closed;

  WarmBoxes(int wanted, Supplier<Box> starter) {
    this.wanted = wanted;
    this.starter = starter;
  }

  /**
   * A container nobody used: a warm one, or a new one if there is none.
   *
   * @throws SandboxException when none comes up
   */
  Box take() {
    Box taken = poll();
    fill();
    return taken == null ? starter.get() : taken;
  }

  private synchronized @Nullable Box poll() {
    Box box = boxes.poll();
    while (box != null && !box.isUsable()) {
      box.close();
      box = boxes.poll();
    }
    return box;
  }

  /** Begins to start what is missing, in a moment; returns at once. */
  synchronized void fill() {
    if (!filling && !closed && boxes.size() < wanted) {
      filling = true;
      var _ = Thread.ofVirtual().name("sandbox-warm").start(this::fillUp);
    }
  }

  private void fillUp() {
    try {
      // What was just taken runs first: starting a container costs more than most programs.
      Thread.sleep(HEAD_START);
    } catch (InterruptedException e) {
      stopFilling();
      return;
    }
    while (isWanted()) {
      try {
        add(starter.get());
      } catch (RefusedProgram | SandboxException e) {
        // The next call that needs one tells what is wrong.
        log.debug("No warm container", e);
        stopFilling();
      }
    }
  }

  private synchronized boolean isWanted() {
    boxes.removeIf(box -> !box.isUsable());
    filling = filling && !closed && boxes.size() < wanted;
    return filling;
  }

  private synchronized void stopFilling() {
    filling = false;
  }

  private synchronized void add(Box box) {
    if (closed) {
      box.close();
    } else {
      boxes.add(box);
    }
  }

  synchronized int size() {
    return boxes.size();
  }

  /** Ends those that wait; they are started again when the next one is taken. */
  synchronized void drain() {
    boxes.forEach(Box::close);
    boxes.clear();
  }

  @Override
  public synchronized void close() {
    closed = true;
    drain();
  }
}
