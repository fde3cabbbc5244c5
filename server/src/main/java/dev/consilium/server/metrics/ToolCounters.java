package dev.consilium.server.metrics;

import dev.consilium.server.operations.Outcome;
import dev.consilium.server.operations.ToolMeter;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;

/** How often a tool was called, what came of it, and how long it took. */
final class ToolCounters implements ToolMeter {
  private final Timer timer;
  private final OutcomeCounters outcomes;

  ToolCounters(MeterRegistry registry, String tool) {
    this.timer =
        Timer.builder("consilium.tool.duration")
            .description("How long calls of tools take")
            .tag("tool", tool)
            .serviceLevelObjectives(Buckets.DURATIONS)
            .register(registry);
    this.outcomes =
        new OutcomeCounters(outcome ->
            Counter.builder("consilium.tool.calls")
                .description("Calls of tools that ended")
                .tag("tool", tool)
                .tag("outcome", outcome.text())
                .register(registry));
  }

  @Override
  public void ended(Outcome outcome, long nanos) {
    timer.record(nanos, TimeUnit.NANOSECONDS);
    outcomes.increment(outcome);
  }
}
