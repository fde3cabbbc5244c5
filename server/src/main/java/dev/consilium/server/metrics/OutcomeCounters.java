package dev.consilium.server.metrics;

import dev.consilium.server.operations.Outcome;
import io.micrometer.core.instrument.Counter;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;

/** A counter for each outcome, made when it first happens. */
final class OutcomeCounters {
  private final ConcurrentMap<Outcome, Counter> counters = new ConcurrentHashMap<>();
  private final Function<Outcome, Counter> maker;

  /**
   * @param maker gives the same counter however often it is asked
   */
  OutcomeCounters(Function<Outcome, Counter> maker) {
    this.maker = maker;
  }

  void increment(Outcome outcome) {
    counters.computeIfAbsent(outcome, maker).increment();
  }
}
