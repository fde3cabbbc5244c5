package dev.consilium.server.cli;

import dev.consilium.memory.Database;
import dev.consilium.memory.audit.AuditStore;
import dev.consilium.server.config.Config;
import dev.consilium.server.engine.Engine;
import dev.consilium.server.live.LiveFeed;
import dev.consilium.server.metrics.Metrics;
import dev.consilium.server.operations.Health;
import dev.consilium.server.operations.HealthRoutes;
import dev.consilium.server.operations.ObservedGate;
import dev.consilium.server.operations.ObservedRequests;
import dev.consilium.server.operations.ObservedRoutes;
import dev.consilium.server.operations.ObservedTools;
import dev.consilium.server.operations.Tracer;
import dev.consilium.server.outgoing.Outgoing;
import dev.consilium.tools.Catalog;
import dev.consilium.tools.sandbox.Sandbox;
import dev.consilium.transport.Gate;
import dev.consilium.transport.RequestHandler;
import dev.consilium.transport.http.HttpRoute;
import dev.consilium.transport.http.HttpServer;
import java.util.ArrayList;
import java.util.List;

/** What whoever runs a server looks at: wired around the parts that do the work. */
final class Operations implements AutoCloseable {
  private final Health health;
  private final Metrics metrics;
  private final Tracer tracer;
  private final AuditStore audit;
  private boolean closed;

  Operations(Config config, Database database, Sandbox sandbox, Catalog catalog, Engine engine) {
    this.health = new Health(config, database, sandbox);
    this.metrics = new Metrics(Version.text(), database, sandbox, engine);
    this.tracer = Tracers.of(config);
    this.audit = database.audit();
    ObservedTools.all(catalog.tools(), audit, metrics::tool);
  }

  List<HttpRoute> routes() {
    List<HttpRoute> routes = new ArrayList<>(HealthRoutes.of(health, Version.text()));
    routes.add(metrics.route());
    return routes;
  }

  RequestHandler observed(Engine engine) {
    return new ObservedRequests(engine, tracer, metrics.requests());
  }

  Gate observed(Gate gate) {
    return new ObservedGate(gate, metrics::admission);
  }

  List<HttpRoute> observed(List<HttpRoute> routes) {
    return ObservedRoutes.of(routes, tracer, audit, metrics::route);
  }

  void watch(HttpServer server) {
    metrics.watch(server);
  }

  void watch(LiveFeed live, Outgoing outgoing) {
    metrics.watch(live.connections());
    metrics.watch(outgoing);
  }

  /** Balancers shall send nothing new. */
  void stop() {
    health.stop();
  }

  /** A second caller waits until the first has closed it. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    tracer.close();
    metrics.close();
    health.close();
  }
}
