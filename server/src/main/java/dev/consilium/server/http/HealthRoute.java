package dev.consilium.server.http;

import dev.consilium.memory.Database;
import dev.consilium.memory.Health;
import dev.consilium.schemas.json.Json;
import dev.consilium.transport.http.HttpCall;
import dev.consilium.transport.http.HttpRoute;
import tools.jackson.databind.node.ObjectNode;

/** {@code GET /health}: 200 when the host can do its work, else 503. */
public final class HealthRoute {
  private final Database database;
  private final String version;

  private HealthRoute(Database database, String version) {
    this.database = database;
    this.version = version;
  }

  public static HttpRoute of(Database database, String version) {
    return HttpRoute.exact("/health", new HealthRoute(database, version)::handle);
  }

  private void handle(HttpCall call) {
    Thread.ofVirtual()
        .start(() -> {
          Health health = database.check();
          ObjectNode json = Json.MAPPER.createObjectNode();
          json.put("status", health.ok() ? "ok" : "unavailable").put("version", version);
          json.putObject("database")
              .put("status", health.ok() ? "ok" : "unavailable")
              .put("version", health.version());
          call.respond(
              health.ok() ? 200 : 503, "application/json", Json.MAPPER.writeValueAsBytes(json));
        });
  }
}
