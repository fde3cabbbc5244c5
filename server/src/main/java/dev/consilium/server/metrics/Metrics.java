package dev.consilium.server.metrics;

import dev.consilium.memory.Database;
import dev.consilium.memory.PoolState;
import dev.consilium.memory.runs.RunStatus;
import dev.consilium.schemas.access.Scope;
import dev.consilium.schemas.json.Names;
import dev.consilium.server.engine.Engine;
import dev.consilium.server.http.Described;
import dev.consilium.server.http.Problem;
import dev.consilium.server.live.LiveConnections;
import dev.consilium.server.operations.ObservedRoutes.RouteMeter;
import dev.consilium.server.operations.RequestMeters;
import dev.consilium.server.operations.ToolMeter;
import dev.consilium.server.outgoing.Attempt;
import dev.consilium.server.outgoing.Outgoing;
import dev.consilium.tools.RegisteredTool;
import dev.consilium.tools.sandbox.Sandbox;
import dev.consilium.tools.sandbox.SandboxLoad;
import dev.consilium.transport.http.HttpCall;
import dev.consilium.transport.http.HttpRoute;
import dev.consilium.transport.http.HttpServer;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * {@code /metrics}, as Prometheus reads it. Counters are found once, when what they count is set
 * up; the rest is read off the parts of the host when it is asked for.
 */
public final class Metrics implements AutoCloseable {
  private static final String PATH = "/metrics";
  private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics collections = new JvmGcMetrics();
  private final RequestCounters requests = new RequestCounters(registry);
  private final SlowGauges slow;
  private final Counter admitted = admissions("admitted");
  private final Counter unauthorized = admissions("unauthorized");
  private final Counter forbidden = admissions("forbidden");
  private final Counter limited = admissions("rate_limited");
  private final Counter unavailable = admissions("unavailable");

  public Metrics(String version, Database database, Sandbox sandbox, Engine engine) {
    new ClassLoaderMetrics().bindTo(registry);
    new JvmMemoryMetrics().bindTo(registry);
    collections.bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    gauge(
        "consilium.build",
        "1, with the version of this host",
        version,
        _ -> 1,
        Tag.of("version", version));
    this.slow = new SlowGauges(registry, database);
    watch(database);
    watch(sandbox);
    gauge("consilium.mcp.in.flight", "Calls in work", engine, Engine::callsInFlight);
    gauge("consilium.mcp.streams", "Clients that listen for changes", engine, Engine::openStreams);
  }

  private Counter admissions(String outcome) {
    return Counter.builder("consilium.http.admissions")
        .description("Requests that came to the gate, by what became of them")
        .tag("outcome", outcome)
        .register(registry);
  }

  private void watch(Database database) {
    pool(database, "active", PoolState::active);
    pool(database, "idle", PoolState::idle);
    pool(database, "waiting", PoolState::waiting);
    gauge(
        "consilium.database.connections.limit",
        "Most connections to the database",
        database,
        d -> d.pool().limit());
    database.watchPool(new PoolCounters(registry));
    count(
        "consilium.memory.searches",
        "Searches of memories by meaning",
        database,
        d -> d.vectors().searches());
    count(
        "consilium.memory.searches.degraded",
        "Searches that had to do without the model or the index",
        database,
        d -> d.vectors().degraded());
  }

  private void pool(Database database, String state, ToDoubleFunction<PoolState> value) {
    gauge(
        "consilium.database.connections",
        "Connections to the database; waiting: threads that want one",
        database,
        d -> value.applyAsDouble(d.pool()),
        Tag.of("state", state));
  }

  private void watch(Sandbox sandbox) {
    load(sandbox, "running", "Programs at work", SandboxLoad::running);
    load(sandbox, "waiting", "Programs that wait for their turn", SandboxLoad::waiting);
    load(sandbox, "warm", "Containers that wait for a program", SandboxLoad::warm);
    load(sandbox, "sessions", "Sessions that are open", SandboxLoad::sessions);
    for (RunStatus status : RunStatus.values()) {
      count(
          "consilium.sandbox.runs",
          "Programs that ended, by how they did",
          sandbox,
          s -> s.ended(status),
          Tag.of("status", Names.of(status)));
    }
  }

  private void load(
      Sandbox sandbox, String name, String description, ToDoubleFunction<SandboxLoad> value) {
    gauge("consilium.sandbox." + name, description, sandbox, s -> value.applyAsDouble(s.load()));
  }

  private <T> void gauge(
      String name, String description, T of, ToDoubleFunction<T> value, Tag... tags) {
    var _ =
        Gauge.builder(name, of, value)
            .description(description)
            .tags(List.of(tags))
            .strongReference(true)
            .register(registry);
  }

  private <T> void count(
      String name, String description, T of, ToDoubleFunction<T> value, Tag... tags) {
    var _ =
        FunctionCounter.builder(name, of, value)
            .description(description)
            .tags(List.of(tags))
            .register(registry);
  }

  /** Counts the connections of a server. */
  public void watch(HttpServer server) {
    gauge("consilium.http.connections", "Open HTTP connections", server, HttpServer::connections);
  }

  /** Counts those who watch the feed. */
  public void watch(LiveConnections live) {
    watchers(live, "websocket", LiveConnections::webSockets);
    watchers(live, "sse", LiveConnections::eventStreams);
    count(
        "consilium.feed.events",
        "Events that were read for those who watch",
        live,
        LiveConnections::events);
    count(
        "consilium.feed.dropped",
        "Clients of the feed that were cut off since they read too slowly",
        live,
        LiveConnections::dropped);
  }

  private void watchers(
      LiveConnections live, String form, ToDoubleFunction<LiveConnections> value) {
    gauge(
        "consilium.feed.clients", "Clients that watch the feed", live, value, Tag.of("form", form));
  }

  /** Counts what is sent to receivers. */
  public void watch(Outgoing outgoing) {
    for (Attempt how : Attempt.values()) {
      count(
          "consilium.webhook.attempts",
          "Attempts to deliver outgoing webhooks, by how they ended",
          outgoing,
          o -> o.attempts(how),
          Tag.of("outcome", Names.of(how)));
    }
  }

  public RequestMeters requests() {
    return requests;
  }

  public ToolMeter tool(RegisteredTool tool) {
    return new ToolCounters(registry, tool.info().name());
  }

  public RouteMeter route(String path) {
    return new RouteCounters(registry, path);
  }

  /** A request came to the gate, which answered with this status, or let it in with 200. */
  public void admission(int status) {
    switch (status) {
      case 200 -> admitted.increment();
      case 401 -> unauthorized.increment();
      case 429 -> limited.increment();
      case 403 -> forbidden.increment();
      default -> unavailable.increment();
    }
  }

  public HttpRoute route() {
    return HttpRoute.exact(PATH, this::handle);
  }

  /** What the document says of it. */
  public static Described described() {
    return Described.guarded(
        PATH,
        "getMetrics",
        "operations",
        "What is counted, as Prometheus reads it",
        "Of this node alone.",
        List.of(new Described.Refusal(403, "The key lacks the scope read")),
        Described.Outcome.text("text/plain", "One line for each value, in the text format 0.0.4"));
  }

  private void handle(HttpCall call) {
    if (!List.of("GET", "HEAD").contains(call.head().method())) {
      Problem.of(405, "This can only be read, with GET.")
          .answer(call, Map.of("Allow", "GET, HEAD"));
      return;
    }
    if (!call.principal().may(Scope.READ)) {
      Problem.of(403, "Metrics need the scope read, which this key does not have.")
          .answer(call, Map.of());
      return;
    }
    slow.refresh();
    var _ =
        Thread.ofVirtual()
            .name("metrics-scrape")
            .start(
                () -> call.respond(200, TEXT, registry.scrape().getBytes(StandardCharsets.UTF_8)));
  }

  @Override
  public void close() {
    collections.close();
    registry.close();
  }
}
