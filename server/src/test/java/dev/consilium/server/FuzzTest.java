package dev.consilium.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consilium.memory.Database;
import dev.consilium.memory.DatabaseConfig;
import dev.consilium.memory.SearchConfig;
import dev.consilium.memory.fixtures.MigratedHome;
import dev.consilium.schemas.json.Json;
import dev.consilium.server.conformance.ConformanceHost;
import dev.consilium.server.testing.Hostile;
import dev.consilium.server.testing.Http;
import dev.consilium.server.testing.Lines;
import dev.consilium.transport.http.HttpServer;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Thousands of hostile messages get correct answers or errors, and never an internal error. */
class FuzzTest {
  private static final int LINES = 5_000;
  private static final int POSTS = 3_000;
  private static final int INTERNAL_ERROR = -32603;
  private static final Set<Integer> STATUSES = Set.of(200, 202, 400, 404);

  @TempDir(factory = MigratedHome.class)
  Path home;

  private Database database;

  @BeforeEach
  void open() {
    database =
        new Database(new DatabaseConfig(home, Optional.empty(), 2, SearchConfig.DEFAULT, _ -> {}));
  }

  @AfterEach
  void close() {
    database.close();
  }

  private static void isProper(JsonNode message) {
    if (message.isArray()) {
      message.forEach(FuzzTest::isProper);
      return;
    }
    assertThat(message.path("jsonrpc").asString("")).isEqualTo("2.0");
    assertThat(message.at("/error/code").asInt(0))
        .as(message.toString())
        .isNotEqualTo(INTERNAL_ERROR);
  }

  @Test
  void overStdio() throws Exception {
    Hostile hostile = new Hostile(1);
    try (Lines client = new Lines(ConformanceHost.engine(database))) {
      for (int i = 0; i < LINES; i++) {
        client.say(hostile.next());
        if (i % 100 == 0) {
          // Reading along keeps the pipe from filling up.
          client.say("{\"jsonrpc\":\"2.0\",\"id\":\"alive-%d\",\"method\":\"ping\"}".formatted(i));
          String id = "alive-" + i;
          boolean alive = false;
          while (!alive) {
            JsonNode message = client.hear(_ -> true);
            isProper(message);
            alive = message.path("id").asString("").equals(id);
          }
        }
      }
    }
  }

  @Test
  void overHttp() throws Exception {
    Hostile hostile = new Hostile(2);
    try (HttpServer server = ConformanceHost.serve(database, home, 0)) {
      Http bare = Http.to(server.url() + "/mcp");
      Http session = bare.initialized("2025-11-25");
      Http batches = bare.initialized("2025-03-26");
      Http modern = bare.with("MCP-Protocol-Version", "2026-07-28").with("Mcp-Method", "ping");
      for (int i = 0; i < POSTS; i++) {
        Http client = i % 4 == 0 ? bare : i % 4 == 1 ? session : i % 4 == 2 ? batches : modern;
        HttpResponse<String> response = client.post(hostile.next());

        assertThat(STATUSES).as(response.body()).contains(response.statusCode());
        response
            .body()
            .lines()
            .map(line -> line.startsWith("data: ") ? line.substring(6) : line)
            .filter(line -> line.startsWith("{") || line.startsWith("["))
            .map(Json.MAPPER::readTree)
            .forEach(FuzzTest::isProper);
      }
      assertThat(session.call("ping", "{}").has("result")).isTrue();
    }
  }
}
