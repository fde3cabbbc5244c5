package dev.consilium.server.metrics;

import dev.consilium.server.operations.ObservedRoutes.RouteMeter;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** How often a plain HTTP route was asked for, by method and class of the status. */
final class RouteCounters implements RouteMeter {
  private static final List<String> METHODS =
      List.of("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "other");
  private static final int CLASSES = 5;

  private final MeterRegistry registry;
  private final String route;
  private final Timer timer;
  private final AtomicReferenceArray<Counter> counters =
      new AtomicReferenceArray<>(METHODS.size() * CLASSES);

  RouteCounters(MeterRegistry registry, String route) {
    this.registry = registry;
    this.route = route;
    this.timer =
        Timer.builder("consilium.http.duration")
            .description("How long requests of HTTP routes take")
            .tag("route", route)
            .serviceLevelObjectives(Buckets.DURATIONS)
            .register(registry);
  }

  @Override
  public void ended(String method, int status, long nanos) {
    timer.record(nanos, TimeUnit.NANOSECONDS);
    int known = METHODS.indexOf(method);
    int verb = known < 0 ? METHODS.size() - 1 : known;
    int statusClass = Math.clamp(status / 100, 1, CLASSES) - 1;
    int place = verb * CLASSES + statusClass;
    Counter counter = counters.get(place);
    if (counter == null) {
      counter =
          Counter.builder("consilium.http.requests")
              .description("Requests of HTTP routes that were answered")
              .tag("route", route)
              .tag("method", METHODS.get(verb))
              .tag("status", (statusClass + 1) + "xx")
              .register(registry);
      counters.set(place, counter);
    }
    counter.increment();
  }
}
