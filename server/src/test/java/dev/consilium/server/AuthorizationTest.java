package dev.consilium.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consilium.memory.Database;
import dev.consilium.memory.DatabaseConfig;
import dev.consilium.memory.SearchConfig;
import dev.consilium.memory.fixtures.MigratedHome;
import dev.consilium.schemas.access.Scope;
import dev.consilium.schemas.json.Json;
import dev.consilium.server.cli.InProcessServer;
import dev.consilium.server.testing.Http;
import dev.consilium.server.testing.Issuer;
import dev.consilium.server.testing.SseClient;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Date;
import java.util.EnumSet;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class AuthorizationTest {
  private static final String PUBLIC = "https://consilium.example.com";
  private static final String RESOURCE = PUBLIC + "/mcp";
  private static final String METADATA = PUBLIC + "/.well-known/oauth-protected-resource/mcp";
  private static final String CREATE =
      call(
          "tools/call",
          "{\"name\":\"task_create\",\"arguments\":{\"project\":\"p\",\"tasks\":[{\"title\":\"t\"}]}}");
  private static final String CREATE_BY_NAME =
      call(
          "tools/call",
          "{\"name\":\"tool_call\",\"arguments\":{\"name\":\"task_create\",\"arguments\":"
              + "{\"project\":\"p\",\"tasks\":[{\"title\":\"t\"}]}}}");
  private static final String LIST =
      call("tools/call", "{\"name\":\"task_list\",\"arguments\":{\"project\":\"p\"}}");

  @TempDir(factory = MigratedHome.class)
  Path home;

  private static String call(String method, String params) {
    return "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"%s\",\"params\":%s}"
        .formatted(method, params);
  }

  private static String challenge(HttpResponse<String> response) {
    return response.headers().firstValue("WWW-Authenticate").orElse("");
  }

  private Database database() {
    return new Database(
        new DatabaseConfig(home, Optional.empty(), 2, SearchConfig.DEFAULT, _ -> {}));
  }

  private static Http with(Http client, String token) throws Exception {
    return client.with("Authorization", "Bearer " + token).initialized("2025-11-25");
  }

  @Test
  void accessTokensAreValidated() throws Exception {
    try (Issuer issuer = Issuer.start();
        InProcessServer server =
            InProcessServer.serve(
                home, "--oauth-issuer", issuer.url(), "--public-url", PUBLIC + "/")) {
      Http client = Http.to(server.url() + "/mcp");

      HttpResponse<String> nothing = client.post(LIST);
      assertThat(nothing.statusCode()).isEqualTo(401);
      assertThat(challenge(nothing))
          .isEqualTo("Bearer resource_metadata=\"" + METADATA + "\", scope=\"read write\"");

      Http reader = with(client, issuer.token(RESOURCE, "read profile"));
      assertThat(reader.post(LIST).statusCode()).isEqualTo(200);
      Http byHost = with(client, issuer.token(PUBLIC, "write"));
      assertThat(byHost.post(CREATE).body()).contains("\"isError\":false");

      assertThatRefused(client, issuer.forged(RESOURCE));
      assertThatRefused(client, issuer.token("https://other.example.com/mcp", "admin"));
      assertThatRefused(
          client, issuer.token(RESOURCE, "admin", claims -> claims.issuer("https://evil.example")));
      assertThatRefused(
          client,
          issuer.token(
              RESOURCE,
              "admin",
              claims -> claims.expirationTime(Date.from(Instant.now().minusSeconds(120)))));
      assertThatRefused(
          client, issuer.token(RESOURCE, "admin", claims -> claims.expirationTime(null)));
      assertThatRefused(client, issuer.token(RESOURCE, "admin", claims -> claims.subject(null)));

      issuer.rotate();
      Http later = with(client, issuer.token(RESOURCE, "write"));
      assertThat(later.post(CREATE).body()).contains("\"isError\":false");
    }
  }

  private static void assertThatRefused(Http client, String token) throws Exception {
    HttpResponse<String> response = client.with("Authorization", "Bearer " + token).post(LIST);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(401);
    assertThat(challenge(response))
        .contains("resource_metadata=\"" + METADATA + "\"", "error=\"invalid_token\"");
    assertThat(response.body()).doesNotContain(token);
  }

  @Test
  void metadataTellsWhoIssuesTokens() throws Exception {
    try (Issuer issuer = Issuer.start();
        InProcessServer server =
            InProcessServer.serve(home, "--oauth-issuer", issuer.url(), "--public-url", PUBLIC)) {
      for (String resource : new String[] {"", "/mcp", "/sse"}) {
        HttpResponse<String> response =
            get(server.url() + "/.well-known/oauth-protected-resource" + resource);

        assertThat(response.statusCode()).isEqualTo(200);
        JsonNode metadata = Json.MAPPER.readTree(response.body());
        assertThat(metadata.path("resource").asString("")).isEqualTo(PUBLIC + resource);
        assertThat(metadata.at("/authorization_servers/0").asString("")).isEqualTo(issuer.url());
        assertThat(metadata.path("scopes_supported"))
            .extracting(JsonNode::asString)
            .containsExactly("read", "write", "execute", "admin");
      }
    }
  }

  @Test
  void noToolIsReachedWithoutItsScope() throws Exception {
    try (Issuer issuer = Issuer.start();
        InProcessServer server =
            InProcessServer.serve(home, "--oauth-issuer", issuer.url(), "--public-url", PUBLIC)) {
      Http client = Http.to(server.url() + "/mcp");
      Http reader = with(client, issuer.token(RESOURCE, "read"));

      for (String body : new String[] {CREATE, CREATE_BY_NAME}) {
        HttpResponse<String> refused = reader.post(body);
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(challenge(refused))
            .contains("error=\"insufficient_scope\"", "scope=\"write\"", METADATA);
        assertThat(
                Json.MAPPER.readTree(refused.body()).at("/error/data/requiredScope").asString(""))
            .isEqualTo("write");
      }
      Http stranger = with(client, issuer.token(RESOURCE, "profile"));
      assertThat(stranger.post(LIST).statusCode()).isEqualTo(403);
      assertThat(stranger.post(call("resources/list", "{}")).statusCode()).isEqualTo(403);
      assertThat(
              stranger.post(call("resources/subscribe", "{\"uri\":\"task://p/t1\"}")).statusCode())
          .isEqualTo(403);

      // The same session goes on with a token that may do more.
      Http writer =
          Http.to(server.url() + "/mcp")
              .with("Authorization", "Bearer " + issuer.token(RESOURCE, "read write"))
              .with("MCP-Protocol-Version", "2025-11-25")
              .with("Mcp-Session-Id", reader.header("Mcp-Session-Id"));
      assertThat(writer.post(CREATE).body()).contains("\"isError\":false");
    }
  }

  @Test
  void keysHaveScopesInBothErasAndOnTheOldTransport() throws Exception {
    try (Database database = database();
        InProcessServer server = InProcessServer.serve(home, "--require-key", "true")) {
      String key = database.apiKeys().create("watcher", EnumSet.of(Scope.READ)).key();
      Http client = Http.to(server.url() + "/mcp").with("X-API-Key", key);

      assertThat(client.initialized("2025-06-18").post(CREATE).statusCode()).isEqualTo(403);
      Http modern =
          client
              .with("MCP-Protocol-Version", "2026-07-28")
              .with("Mcp-Method", "tools/call")
              .with("Mcp-Name", "task_create");
      String body =
          call(
              "tools/call",
              "{\"name\":\"task_create\",\"arguments\":{\"project\":\"p\",\"tasks\":[{\"title\":\"t\"}]},"
                  + "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
                  + "\"io.modelcontextprotocol/clientCapabilities\":{}}}");
      HttpResponse<String> refused = modern.post(body);
      assertThat(refused.statusCode()).as(refused.body()).isEqualTo(403);
      assertThat(challenge(refused)).contains("insufficient_scope");

      assertThat(get(server.url() + "/sse").statusCode()).isEqualTo(401);
      try (SseClient old = SseClient.open(server.url(), "X-API-Key", key)) {
        assertThat(old.call(call("initialize", INITIALIZE)).has("result")).isTrue();
        JsonNode answer = old.call(CREATE);
        assertThat(answer.at("/error/data/requiredScope").asString("")).isEqualTo("write");
        assertThat(old.call(LIST).has("result")).isTrue();
        assertThat(Http.to(old.messages()).post(LIST).statusCode()).isEqualTo(401);
        String other = database.apiKeys().create("other").key();
        assertThat(Http.to(old.messages()).with("X-API-Key", other).post(LIST).statusCode())
            .isEqualTo(404);
      }
      assertThat(
              Http.to(server.url() + "/sse")
                  .with("X-API-Key", key)
                  .with("Origin", "https://evil.example")
                  .post("{}")
                  .statusCode())
          .isEqualTo(403);
    }
  }

  @Test
  void aPrincipalThatAsksTooOftenHasToWait() throws Exception {
    try (Database database = database();
        InProcessServer server =
            InProcessServer.serve(home, "--require-key", "true", "--rate-limit", "2")) {
      Http client =
          Http.to(server.url() + "/mcp")
              .with("X-API-Key", database.apiKeys().create("eager").key());
      Http other =
          Http.to(server.url() + "/mcp").with("X-API-Key", database.apiKeys().create("calm").key());

      HttpResponse<String> last = client.post(LIST);
      for (int i = 0; i < 10 && last.statusCode() != 429; i++) {
        last = client.post(LIST);
      }

      assertThat(last.statusCode()).isEqualTo(429);
      assertThat(last.headers().firstValue("Retry-After")).contains("1");
      assertThat(other.post(LIST).statusCode()).isEqualTo(400);
    }
  }

  private static final String INITIALIZE =
      "{\"protocolVersion\":\"2024-11-05\",\"capabilities\":{},"
          + "\"clientInfo\":{\"name\":\"test\",\"version\":\"1\"}}";

  private static HttpResponse<String> get(String url) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(
          HttpRequest.newBuilder(URI.create(url)).header("Accept", "text/event-stream").build(),
          HttpResponse.BodyHandlers.ofString());
    }
  }
}
