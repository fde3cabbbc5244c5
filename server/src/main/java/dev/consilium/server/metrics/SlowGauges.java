package dev.consilium.server.metrics;

import dev.consilium.memory.Database;
import dev.consilium.memory.vectors.Vectors;
import dev.consilium.memory.webhooks.Backlog;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What has to be asked of the database. It is asked beside the scrapes and not by them: each sees
 * what was found after the one before.
 */
final class SlowGauges {
  private static final Logger log = LoggerFactory.getLogger(SlowGauges.class);
  private static final Duration FRESH = Duration.ofSeconds(10);

  private record Seen(
      Vectors.State vectors, int auditWaiting, long auditPosition, Backlog webhooks) {}

  private final MeterRegistry registry;
  private final Database database;
  private final CouncilGauges councils;
  private final AtomicBoolean looking = new AtomicBoolean();
  private volatile @Nullable Seen seen;
  private volatile long next = System.nanoTime();

  SlowGauges(MeterRegistry registry, Database database) {
    this.registry = registry;
    this.database = database;
    gauge(
        "consilium.memory.passages.waiting",
        "Passages of memories that wait to be embedded",
        s -> s.vectors().waiting());
    gauge("consilium.memory.vectors.stored", "Vectors in PostgreSQL", s -> s.vectors().stored());
    gauge("consilium.memory.vectors.indexed", "Vectors in the index", s -> s.vectors().indexed());
    gauge(
        "consilium.audit.waiting",
        "Entries that wait for their place in the audit log",
        Seen::auditWaiting);
    gauge(
        "consilium.audit.position",
        "Position of the last entry of the audit log",
        Seen::auditPosition);
    gauge(
        "consilium.webhook.waiting",
        "Deliveries of outgoing webhooks that are still to be made",
        s -> s.webhooks().waiting());
    gauge(
        "consilium.webhook.dead",
        "Deliveries of outgoing webhooks that were given up",
        s -> s.webhooks().dead());
    this.councils = new CouncilGauges(registry);
  }

  private void gauge(String name, String description, ToDoubleFunction<Seen> value) {
    Gauge.builder(
            name,
            this,
            gauges -> {
              Seen last = gauges.seen;
              return last == null ? Double.NaN : value.applyAsDouble(last);
            })
        .description(description)
        .strongReference(true)
        .register(registry);
  }

  /** Looks in the background, if the last look is too long ago; returns at once. */
  void refresh() {
    if (System.nanoTime() - next >= 0 && looking.compareAndSet(false, true)) {
      var _ = Thread.ofVirtual().name("metrics").start(this::look);
    }
  }

  private void look() {
    try {
      seen =
          new Seen(
              database.vectors().state(),
              database.audit().waiting(),
              database.audit().head().position(),
              database.webhooks().backlog());
      councils.show(
          database
              .hostedCouncils()
              .measuresByProject(Instant.now().minus(CouncilGauges.PERIOD), CouncilGauges.MOST));
    } catch (RuntimeException e) {
      // Better no value than an old one.
      seen = null;
      log.debug("The records could not be looked at for the metrics", e);
    } finally {
      next = System.nanoTime() + FRESH.toNanos();
      looking.set(false);
    }
  }
}
