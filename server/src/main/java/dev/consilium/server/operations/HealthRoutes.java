package dev.consilium.server.operations;

import dev.consilium.schemas.json.Json;
import dev.consilium.server.http.Problem;
import dev.consilium.server.operations.Dependency.State;
import dev.consilium.transport.http.HttpCall;
import dev.consilium.transport.http.HttpRoute;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
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
  private static final String JSON = "application/json";
  private static final Map<String, String> FRESH = Map.of("Cache-Control", "no-store");

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
        HttpRoute.exact("/health", get(routes::all)),
        HttpRoute.exact("/health/live", get(routes::live)),
        HttpRoute.exact("/health/ready", get(routes::ready)),
        HttpRoute.exact("/db-check", get(routes::database)),
        HttpRoute.exact("/redis-check", get(routes::cache)));
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
    ObjectNode json = Json.MAPPER.createObjectNode();
    ObjectNode all = json.objectNode();
    boolean usable = true;
    boolean complete = true;
    for (int i = 0; i < states.size(); i++) {
      State state = states.get(i);
      String name = health.dependencies().get(i).name();
      boolean required = name.equals(Health.DATABASE);
      usable &= state.ok() || !required;
      complete &= state.ok();
      put(all.putObject(name), state).put("required", required);
    }
    json.put("status", !usable ? "unavailable" : complete ? "ok" : "degraded")
        .put("version", version)
        .put("uptime_seconds", Duration.between(since, Instant.now()).toSeconds());
    json.set("dependencies", all);
    respond(call, usable ? 200 : 503, json);
  }

  /** Answering is being alive: what is missing elsewhere is not mended by a restart. */
  private void live(HttpCall call) {
    respond(call, 200, status("ok"));
  }

  private void ready(HttpCall call) {
    if (health.isStopping()) {
      respond(call, 503, status("stopping"));
      return;
    }
    var _ =
        database()
            .whenComplete((state, _) ->
                respond(call, state.ok() ? 200 : 503, status(state.ok() ? "ok" : "unavailable")));
  }

  private void database(HttpCall call) {
    var _ =
        database()
            .whenComplete((state, _) ->
                respond(
                    call,
                    state.ok() ? 200 : 503,
                    put(Json.MAPPER.createObjectNode(), state).put("detail", state.detail())));
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
        status("ok")
            .put("latency_ms", 0)
            .put("cache", "in-process")
            .put("detail", "There is no Redis: the cache is in this process."));
  }

  private static ObjectNode put(ObjectNode json, State state) {
    return json.put("status", state.status().name().toLowerCase(Locale.ROOT))
        .put("latency_ms", Math.round(state.latency().toNanos() / 10_000.0) / 100.0);
  }

  private static ObjectNode status(String status) {
    return Json.MAPPER.createObjectNode().put("status", status);
  }

  private static void respond(HttpCall call, int status, ObjectNode json) {
    call.respond(status, JSON, Json.MAPPER.writeValueAsBytes(json), FRESH);
  }
}
