package dev.consilium.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consilium.memory.Database;
import dev.consilium.memory.DatabaseConfig;
import dev.consilium.memory.SearchConfig;
import dev.consilium.memory.fixtures.MigratedHome;
import dev.consilium.server.cli.InProcessServer;
import dev.consilium.server.testing.Http;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecurityTest {
  private static final String INITIALIZE =
      """
      {"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25",
      "capabilities":{},"clientInfo":{"name":"test","version":"1"}}}\
      """;

  @TempDir(factory = MigratedHome.class)
  Path home;

  private Database database() {
    return new Database(
        new DatabaseConfig(home, Optional.empty(), 2, SearchConfig.DEFAULT, _ -> {}));
  }

  @Test
  void webPagesAreKeptOut() throws Exception {
    try (InProcessServer server = InProcessServer.serve(home)) {
      Http client = Http.to(server.url() + "/mcp");
      String port = ":" + URI.create(server.url()).getPort();

      assertThat(client.with("Host", "evil.example" + port).post(INITIALIZE).statusCode())
          .isEqualTo(403);
      assertThat(client.with("Origin", "https://evil.example").post(INITIALIZE).statusCode())
          .isEqualTo(403);
      assertThat(client.with("Origin", "null").post(INITIALIZE).statusCode()).isEqualTo(403);
      assertThat(client.with("Origin", "http://localhost" + port).post(INITIALIZE).statusCode())
          .isEqualTo(200);
      assertThat(client.with("Host", "localhost" + port).post(INITIALIZE).statusCode())
          .isEqualTo(200);
    }
  }

  @Test
  void aRequiredKeyIsAskedForAndKnown() throws Exception {
    try (Database database = database();
        InProcessServer server = InProcessServer.serve(home, "--require-key", "true")) {
      String key = database.apiKeys().create("ann").key();
      Http client = Http.to(server.url() + "/mcp");

      HttpResponse<String> without = client.post(INITIALIZE);
      assertThat(without.statusCode()).isEqualTo(401);
      assertThat(without.headers().firstValue("WWW-Authenticate").orElse("")).startsWith("Bearer");
      HttpResponse<String> wrong = client.with("Authorization", "Bearer " + key + "x").post("{}");
      assertThat(wrong.statusCode()).isEqualTo(401);
      assertThat(wrong.body()).doesNotContain(key).doesNotContain("dev.consilium");
      assertThat(client.with("Authorization", "Bearer " + key).post(INITIALIZE).statusCode())
          .isEqualTo(200);
      assertThat(client.with("X-API-Key", key).post(INITIALIZE).statusCode()).isEqualTo(200);

      String other = database.apiKeys().create("bob").key();
      assertThat(database.apiKeys().revoke("bob")).isTrue();
      assertThat(client.with("X-API-Key", other).post(INITIALIZE).statusCode()).isEqualTo(401);

      // A session belongs to who opened it.
      String third = database.apiKeys().create("carl").key();
      Http session = client.with("X-API-Key", key).initialized("2025-11-25");
      assertThat(session.call("tools/list", "{}").has("result")).isTrue();
      String id =
          client
              .with("X-API-Key", key)
              .post(INITIALIZE)
              .headers()
              .firstValue("Mcp-Session-Id")
              .orElseThrow();
      assertThat(
              client
                  .with("X-API-Key", third)
                  .with("Mcp-Session-Id", id)
                  .post("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}")
                  .statusCode())
          .isEqualTo(404);
    }
  }

  @Test
  void beyondLoopbackEveryCallNeedsAKey() throws Exception {
    try (InProcessServer server = InProcessServer.serve(home, "--host", "0.0.0.0")) {
      String url = "http://127.0.0.1:" + URI.create(server.url()).getPort();

      assertThat(Http.to(url + "/mcp").post(INITIALIZE).statusCode()).isEqualTo(401);
    }
  }
}
