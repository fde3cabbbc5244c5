package dev.consilium.tools.sandbox;

import java.time.Instant;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A container that one principal comes back to. Whoever holds {@link #busy} may use it. */
final class Session {
  private final String principal;
  private final String name;
  private final Instant begun;
  private @Nullable Box box;
  private volatile Instant lastUsed;

  /** Fair, so that calls run in the order in which they came. */
  final Semaphore busy = new Semaphore(1, true);

  Session(String principal, String name, Instant begun) {
    this.principal = principal;
    this.name = name;
    this.begun = begun;
    this.lastUsed = begun;
  }

  String principal() {
    return principal;
  }

  String name() {
    return name;
  }

  Instant begun() {
    return begun;
  }

  Instant lastUsed() {
    return lastUsed;
  }

  void used(Instant now) {
    lastUsed = now;
  }

  /** Whether it has to be started, since it was not yet or has ended. */
  boolean isFresh() {
    return box == null || !box.isUsable();
  }

  Box box(Supplier<Box> starter) {
    Box known = box;
    if (known == null || !known.isUsable()) {
      known = starter.get();
      box = known;
    }
    return known;
  }

  void end() {
    if (box != null) {
      box.close();
    }
  }
}
