package dev.consilium.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consilium.memory.Database;
import dev.consilium.memory.DatabaseConfig;
import dev.consilium.memory.SearchConfig;
import dev.consilium.memory.fixtures.MigratedHome;
import dev.consilium.schemas.access.Scope;
import dev.consilium.server.cli.InProcessServer;
import dev.consilium.server.testing.ApiClient;
import dev.consilium.server.testing.ApiClient.Reply;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@NullMarked
class RestKeysTest {
  private static final String START = "{\"project\":\"p\",\"task\":\"T\",\"task_id\":\"t\"}";

  @TempDir(factory = MigratedHome.class)
  Path home = Path.of("");

  @Test
  void keysAndTheirScopesHoldForEveryDoor() throws Exception {
    try (Database database =
            new Database(
                new DatabaseConfig(home, Optional.empty(), 2, SearchConfig.DEFAULT, _ -> {}));
        InProcessServer server = InProcessServer.serve(home, "--require-key", "true")) {
      ApiClient client = ApiClient.to(server.url());
      String writer = database.apiKeys().create("ann").key();
      String reader = database.apiKeys().create("eve", Set.of(Scope.READ)).key();

      for (String path : List.of("/api/projects", "/api/stats", "/api/agents", "/api/nothing")) {
        assertThat(client.get(path).status()).as(path).isEqualTo(401);
      }
      Reply without = client.post("/webhook/start", START);
      assertThat(without.status()).isEqualTo(401);
      assertThat(without.header("Content-Type")).isEqualTo("application/problem+json");
      assertThat(without.header("WWW-Authenticate")).startsWith("Bearer");
      assertThat(without.json().path("detail").asString()).contains("X-API-Key");
      for (String wrong : List.of("x", writer + "x", writer.substring(1), "")) {
        assertThat(client.with("X-API-Key", wrong).post("/webhook/start", START).status())
            .isEqualTo(401);
      }

      Reply read = client.with("X-API-Key", reader).get("/api/projects");
      assertThat(read.status()).isEqualTo(200);
      assertThat(read.json().size()).isZero();
      Reply refused = client.with("X-API-Key", reader).post("/webhook/start", START);
      assertThat(refused.status()).isEqualTo(403);
      assertThat(refused.header("WWW-Authenticate")).contains("insufficient_scope", "write");

      String administrator = database.apiKeys().create("adm", Set.of(Scope.ADMIN)).key();
      Reply outgoing = client.with("X-API-Key", writer).get("/api/webhooks");
      assertThat(outgoing.status()).isEqualTo(403);
      assertThat(outgoing.header("WWW-Authenticate")).contains("insufficient_scope", "admin");
      assertThat(client.with("X-API-Key", administrator).get("/api/webhooks").status())
          .isEqualTo(200);

      Reply started = client.with("X-API-Key", writer).post("/webhook/start", START);
      assertThat(started.status()).isEqualTo(200);
      assertThat(started.json().path("agent").asString()).isEqualTo("ann");
      assertThat(
              client.with("Authorization", "Bearer " + writer).get("/api/projects").json().size())
          .isEqualTo(1);

      // What says nothing of the records needs no key.
      for (String page : List.of("/docs", "/redoc", "/openapi.json", "/docs/docs.js")) {
        assertThat(client.get(page).status()).as(page).isEqualTo(200);
      }
    }
  }

  @Test
  void aWrongKeyIsNotPassedOverWhereNoneIsNeeded() throws Exception {
    try (InProcessServer server = InProcessServer.serve(home)) {
      ApiClient client = ApiClient.to(server.url());

      assertThat(client.post("/webhook/start", START).status()).isEqualTo(200);
      assertThat(client.with("X-API-Key", "made-up").post("/webhook/start", START).status())
          .isEqualTo(401);
    }
  }
}
