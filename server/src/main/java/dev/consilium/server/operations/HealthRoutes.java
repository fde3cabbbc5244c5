package dev.consilium.server.operations;

import dev.consilium.schemas.json.Field;
import dev.consilium.schemas.json.Json;
import dev.consilium.schemas.json.Names;
import dev.consilium.server.http.Described;
import dev.consilium.server.http.Problem;
import dev.consilium.server.http.Wire;
import dev.consilium.server.operations.Dependency.State;
import dev.consilium.transport.http.HttpCall;
import dev.consilium.transport.http.HttpRoute;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code /health} for people, {@code /health/live} and {@code /health/ready} for whoever starts and
 * balances hosts, {@code /db-check} and {@code /redis-check} by the names of earlier systems. The
 * first three need no key and say nothing of why something fails: that is in the log, and behind
 * the key in {@code /db-check}.
 */
public final class HealthRoutes {
  private static final String ALL = "/health";
  private static final String LIVE = "/health/live";
  private static final String READY = "/health/ready";
  private static final String DATABASE_CHECK = "/db-check";
  private static final String CACHE_CHECK = "/redis-check";
  private static final String TAG = "operations";
  private static final String JSON = "application/json";
  private static final Map<String, String> FRESH = Map.of("Cache-Control", "no-store");

  record HealthView(
      @Field("ok, degraded: without something it can do without, or unavailable") String status,
      String version,
      long uptimeSeconds,
      @Field(
              "database, vector_index, embedding_model, sandbox, notion, each with status (ok,"
                  + " unavailable, not_configured), latency_ms and required")
          ObjectNode dependencies) {}

  record Liveness(@Field("ok") String status) {}

  record Readiness(@Field("ok, unavailable or stopping") String status) {}

  record DatabaseCheck(
      @Field("ok or unavailable") String status,
      double latencyMs,
      @Field("What it is, or why it cannot be used") String detail) {}

  record CacheCheck(@Field("ok") String status, double latencyMs, String cache, String detail) {}

  private final Health health;
  private final String version;
  private final Instant since = Instant.now();

  private HealthRoutes(Health health, String version) {
    this.health = health;
    this.version = version;
  }

  public static List<HttpRoute> of(Health health, String version) {
    HealthRoutes routes = new HealthRoutes(health, version);
    return List.of(
        HttpRoute.exact(ALL, get(routes::all)),
        HttpRoute.exact(LIVE, get(routes::live)),
        HttpRoute.exact(READY, get(routes::ready)),
        HttpRoute.exact(DATABASE_CHECK, get(routes::database)),
        HttpRoute.exact(CACHE_CHECK, get(routes::cache)));
  }

  /** What the document says of them. */
  public static List<Described> described() {
    return List.of(
        Described.open(
            ALL,
            "getHealth",
            TAG,
            "How the host and each of its dependencies are",
            "503 only where the host can do nothing, which is without its database.",
            Described.Outcome.json(
                200, "It works, if need be without some of them", HealthView.class),
            Described.Outcome.json(503, "It cannot work without its database", HealthView.class)),
        Described.open(
            LIVE,
            "getLiveness",
            TAG,
            "Whether the process answers",
            "For whoever restarts it; looks at nothing else.",
            Described.Outcome.json(200, "It does", Liveness.class)),
        Described.open(
            READY,
            "getReadiness",
            TAG,
            "Whether requests may be sent here",
            "For balancers.",
            Described.Outcome.json(200, "They may", Readiness.class),
            Described.Outcome.json(
                503, "The database is away, or the host stops", Readiness.class)),
        Described.guarded(
            DATABASE_CHECK,
            "checkDatabase",
            TAG,
            "How the database is, and why",
            "",
            List.of(),
            Described.Outcome.json(200, "It answers", DatabaseCheck.class),
            Described.Outcome.json(503, "It does not; detail says why", DatabaseCheck.class)),
        Described.guarded(
            CACHE_CHECK,
            "checkCache",
            TAG,
            "How the cache is",
            "By the name of an earlier system: there is no Redis.",
            List.of(),
            Described.Outcome.json(
                200, "It is in the process, and as alive as it is", CacheCheck.class)));
  }

  private static HttpRoute.Handler get(Consumer<HttpCall> handler) {
    return call -> {
      switch (call.head().method()) {
        case "GET", "HEAD" -> handler.accept(call);
        default ->
            Problem.of(405, "This can only be read, with GET.")
                .answer(call, Map.of("Allow", "GET, HEAD"));
      }
    };
  }

  private void all(HttpCall call) {
    List<CompletableFuture<State>> asked =
        health.dependencies().stream().map(Dependency::state).toList();
    var _ =
        CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new))
            .whenComplete((_, _) -> answer(call, asked.stream().map(s -> s.join()).toList()));
  }

  private void answer(HttpCall call, List<State> states) {
    ObjectNode all = Json.MAPPER.createObjectNode();
    boolean usable = true;
    boolean complete = true;
    for (int i = 0; i < states.size(); i++) {
      State state = states.get(i);
      String name = health.dependencies().get(i).name();
      boolean required = name.equals(Health.DATABASE);
      usable &= state.ok() || !required;
      complete &= state.ok();
      all.putObject(name)
          .put("status", Names.of(state.status()))
          .put("latency_ms", millis(state))
          .put("required", required);
    }
    respond(
        call,
        usable ? 200 : 503,
        new HealthView(
            !usable ? "unavailable" : complete ? "ok" : "degraded",
            version,
            Duration.between(since, Instant.now()).toSeconds(),
            all));
  }

  /** Answering is being alive: what is missing elsewhere is not mended by a restart. */
  private void live(HttpCall call) {
    respond(call, 200, new Liveness("ok"));
  }

  private void ready(HttpCall call) {
    if (health.isStopping()) {
      respond(call, 503, new Readiness("stopping"));
      return;
    }
    var _ =
        database()
            .whenComplete((state, _) ->
                respond(
                    call,
                    state.ok() ? 200 : 503,
                    new Readiness(state.ok() ? "ok" : "unavailable")));
  }

  private void database(HttpCall call) {
    var _ =
        database()
            .whenComplete((state, _) ->
                respond(
                    call,
                    state.ok() ? 200 : 503,
                    new DatabaseCheck(Names.of(state.status()), millis(state), state.detail())));
  }

  private CompletableFuture<State> database() {
    return health.dependencies().stream()
        .filter(dependency -> dependency.name().equals(Health.DATABASE))
        .collect(Collectors.collectingAndThen(Collectors.toList(), List::getFirst))
        .state();
  }

  /** There is no Redis: what is cached, such as keys, is in this process and as alive as it is. */
  private void cache(HttpCall call) {
    respond(
        call,
        200,
        new CacheCheck("ok", 0, "in-process", "There is no Redis: the cache is in this process."));
  }

  private static double millis(State state) {
    return Math.round(state.latency().toNanos() / 10_000.0) / 100.0;
  }

  private static void respond(HttpCall call, int status, Record answer) {
    call.respond(status, JSON, Wire.MAPPER.writeValueAsBytes(answer), FRESH);
  }
}
