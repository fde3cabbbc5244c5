package dev.consilium.server.cli;

import dev.consilium.memory.Database;
import dev.consilium.memory.Health;
import dev.consilium.schemas.json.Json;
import dev.consilium.transport.http.HttpCall;
import dev.consilium.transport.http.HttpRoute;
import tools.jackson.databind.node.ObjectNode;

/** {@code GET /health}: 200 when the host can do its work, else 503. */
final class HealthRoute implements HttpRoute {
  private final Database database;

  HealthRoute(Database database) {
    this.database = database;
  }

  @Override
  public String path() {
    return "/health";
  }

  @Override
  public void handle(HttpCall call) {
    Thread.ofVirtual()
        .start(
            () -> {
              Health health = database.check();
              ObjectNode json = Json.MAPPER.createObjectNode();
              json.put("status", health.ok() ? "ok" : "unavailable").put("version", Version.text());
              json.putObject("database")
                  .put("status", health.ok() ? "ok" : "unavailable")
                  .put("version", health.version());
              call.respond(
                  health.ok() ? 200 : 503, "application/json", Json.MAPPER.writeValueAsBytes(json));
            });
  }
}
