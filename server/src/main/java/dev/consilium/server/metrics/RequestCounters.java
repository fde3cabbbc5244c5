package dev.consilium.server.metrics;

import dev.consilium.server.operations.Outcome;
import dev.consilium.server.operations.RequestMeters;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** How often clients asked for what, and how long they waited. */
final class RequestCounters implements RequestMeters {
  /** Clients may send anything: what is not here counts as one. */
  private static final List<String> METHODS =
      List.of(
          "initialize",
          "ping",
          "server/discover",
          "tools/list",
          "tools/call",
          "resources/list",
          "resources/read",
          "resources/templates/list",
          "resources/subscribe",
          "resources/unsubscribe",
          "prompts/list",
          "prompts/get",
          "completion/complete",
          "logging/setLevel",
          "tasks/get",
          "tasks/list",
          "tasks/result",
          "tasks/update",
          "tasks/cancel");

  private static final String OTHER = "other";

  private record Meters(Timer timer, OutcomeCounters outcomes) {}

  private final Map<String, Meters> modern = new HashMap<>();
  private final Map<String, Meters> legacy = new HashMap<>();
  private final Meters otherModern;
  private final Meters otherLegacy;

  RequestCounters(MeterRegistry registry) {
    for (String method : METHODS) {
      modern.put(method, meters(registry, method, "modern"));
      legacy.put(method, meters(registry, method, "legacy"));
    }
    otherModern = meters(registry, OTHER, "modern");
    otherLegacy = meters(registry, OTHER, "legacy");
  }

  private static Meters meters(MeterRegistry registry, String method, String era) {
    return new Meters(
        Timer.builder("consilium.mcp.duration")
            .description("How long requests of MCP clients take")
            .tag("method", method)
            .tag("era", era)
            .register(registry),
        new OutcomeCounters(outcome ->
            Counter.builder("consilium.mcp.requests")
                .description("Requests of MCP clients that were answered")
                .tag("method", method)
                .tag("era", era)
                .tag("outcome", outcome.text())
                .register(registry)));
  }

  @Override
  public void ended(String method, boolean isModern, Outcome outcome, long nanos) {
    Meters known = (isModern ? modern : legacy).get(method);
    Meters meters = Objects.requireNonNullElse(known, isModern ? otherModern : otherLegacy);
    meters.timer().record(nanos, TimeUnit.NANOSECONDS);
    meters.outcomes().increment(outcome);
  }
}
