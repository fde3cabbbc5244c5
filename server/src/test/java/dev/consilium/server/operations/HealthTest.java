package dev.consilium.server.operations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consilium.memory.fixtures.MigratedHome;
import dev.consilium.memory.postgres.EmbeddedPostgres;
import dev.consilium.schemas.json.Json;
import dev.consilium.server.cli.InProcessServer;
import dev.consilium.server.testing.Pages;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What a host says of itself and of what it depends on, on the whole program. */
class HealthTest {
  @TempDir(factory = MigratedHome.class)
  Path home;

  private static JsonNode json(HttpResponse<String> response) {
    return Json.MAPPER.readTree(response.body());
  }

  private static JsonNode json(String url) throws Exception {
    return json(Pages.get(url));
  }

  /** Each answer waits for what is found out, for a moment. */
  private static void awaitReady(InProcessServer server) throws Exception {
    while (Pages.get(server.url() + "/health/ready").statusCode() != 200) {
      Thread.onSpinWait();
    }
  }

  @Test
  @Timeout(120)
  void healthSaysHowEachDependencyIs() throws Exception {
    int nobody;
    try (ServerSocket socket = new ServerSocket(0)) {
      nobody = socket.getLocalPort();
    }
    try (InProcessServer server =
        InProcessServer.serve(home, "--chroma-url", "http://127.0.0.1:" + nobody)) {
      awaitReady(server);
      HttpResponse<String> response = Pages.get(server.url() + "/health");
      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(response.headers().firstValue("Cache-Control")).hasValue("no-store");
      JsonNode health = json(response);
      assertThat(health.path("status").asString("")).isEqualTo("degraded");
      assertThat(health.path("version").asString("")).isNotEmpty();
      JsonNode all = health.path("dependencies");
      assertThat(all.propertyNames())
          .containsExactly("database", "vector_index", "embedding_model", "sandbox", "notion");
      assertThat(all.at("/database/status").asString("")).isEqualTo("ok");
      assertThat(all.at("/database/required").asBoolean()).isTrue();
      assertThat(all.at("/database/latency_ms").isNumber()).isTrue();
      assertThat(all.at("/vector_index/status").asString("")).isEqualTo("unavailable");
      assertThat(all.at("/vector_index/required").asBoolean()).isFalse();
      assertThat(all.at("/embedding_model/status").asString("")).isEqualTo("ok");
      assertThat(all.at("/notion/status").asString("")).isEqualTo("not_configured");
      assertThat(json(server.url() + "/health/live").path("status").asString("")).isEqualTo("ok");
      assertThat(json(server.url() + "/health/ready").path("status").asString("")).isEqualTo("ok");
      JsonNode database = json(server.url() + "/db-check");
      assertThat(database.path("status").asString("")).isEqualTo("ok");
      assertThat(database.path("detail").asString("")).startsWith("PostgreSQL ");
      JsonNode cache = json(server.url() + "/redis-check");
      assertThat(cache.path("status").asString("")).isEqualTo("ok");
      assertThat(cache.path("cache").asString("")).isEqualTo("in-process");
    }
  }

  @Test
  @Timeout(120)
  void withoutItsDatabaseAHostIsAliveButNotReady() throws Exception {
    try (EmbeddedPostgres postgres = new EmbeddedPostgres(home.resolve("postgres"), _ -> {})) {
      EmbeddedPostgres.Address address = postgres.ensureRunning();
      try (Relay relay = new Relay(address.port());
          InProcessServer server =
              InProcessServer.serve(
                  home,
                  "--require-key",
                  "true",
                  "--database-url",
                  "postgresql://%s:%s@127.0.0.1:%d/%s"
                      .formatted(
                          EmbeddedPostgres.USER,
                          address.password(),
                          relay.port(),
                          EmbeddedPostgres.DATABASE))) {
        awaitReady(server);
        relay.freeze();
        // Nothing is refused, and nothing is answered: nobody waits for it for long.
        HttpResponse<String> ready = Pages.get(server.url() + "/health/ready");
        while (ready.statusCode() == 200) {
          ready = Pages.get(server.url() + "/health/ready");
        }
        assertThat(ready.statusCode()).isEqualTo(503);
        HttpResponse<String> health = Pages.get(server.url() + "/health");
        assertThat(health.statusCode()).isEqualTo(503);
        assertThat(json(health).path("status").asString("")).isEqualTo("unavailable");
        assertThat(json(health).at("/dependencies/database/status").asString(""))
            .isEqualTo("unavailable");
        assertThat(health.body()).doesNotContain(address.password(), "127.0.0.1");
        assertThat(Pages.get(server.url() + "/health/live").statusCode()).isEqualTo(200);
        assertThat(Pages.get(server.url() + "/db-check").statusCode()).isEqualTo(401);
        assertThat(Pages.get(server.url() + "/metrics").statusCode()).isEqualTo(401);
        relay.thaw();
        awaitReady(server);
      }
    }
  }
}
