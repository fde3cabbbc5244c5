package dev.consilium.server.metrics;

import dev.consilium.memory.PoolMeter;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;

/** How long threads wait for a connection to the database, and how often in vain. */
final class PoolCounters implements PoolMeter {
  private final Timer waits;
  private final Counter timeouts;

  PoolCounters(MeterRegistry registry) {
    this.waits =
        Timer.builder("consilium.database.wait")
            .description("How long threads wait for a connection to the database")
            .serviceLevelObjectives(Buckets.DURATIONS)
            .register(registry);
    this.timeouts =
        Counter.builder("consilium.database.timeouts")
            .description("Threads that got no connection to the database in time")
            .register(registry);
  }

  @Override
  public void acquired(long nanos) {
    waits.record(nanos, TimeUnit.NANOSECONDS);
  }

  @Override
  public void timedOut() {
    timeouts.increment();
  }
}
