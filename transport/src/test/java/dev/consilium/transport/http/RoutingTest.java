package dev.consilium.transport.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.consilium.schemas.access.Principal;
import dev.consilium.schemas.access.Scope;
import dev.consilium.transport.Gate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RoutingTest {
  private TestServer server;

  @BeforeEach
  void start() throws Exception {
    server = new TestServer();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          /health                      | GET /health {} local 3
          /health?a=1&a=2&b=%20        | GET /health {a=[1, 2], b=[ ]} local 3
          /api/tasks/7                 | GET /api/tasks/7 {} local 3
          /he%61lth                    | GET /health {} local 3
          http://localhost:1/health    | GET /health {} local 3
          /api/a+b%20c                 | GET /api/a+b c {} local 3
          """)
  void bringsAPathToItsRoute(String target, String seen) throws Exception {
    try (RawClient client = server.raw()) {
      RawClient.Response response =
          client.send("GET " + target + " HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc").read();

      assertThat(response.status()).isEqualTo(200);
      assertThat(response.headers()).containsEntry("X-Seen", "yes");
      assertThat(response.body()).isEqualTo(seen);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/nowhere", "/mcp/", "/MCP", "/healthy", "/api"})
  void saysWhatThereIsWhereNothingIs(String path) throws Exception {
    try (RawClient client = server.raw()) {
      RawClient.Response response = client.send("GET " + path + " HTTP/1.1\r\n\r\n").read();

      assertThat(response.status()).isEqualTo(404);
      assertThat(response.body())
          .contains("\"status\":404,\"detail\":", "/mcp, /sse, /health, /api/*");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/../health",
        "/api/%2e%2e/health",
        "/api/..%2fhealth",
        "//health",
        "/api//x",
        "/api/./x",
        "/api\\x",
        "/api/%00",
        "/api/%zz",
        "health",
        "*",
        "/api/.."
      })
  void refusesAPathThatCouldMeanAnother(String path) throws Exception {
    try (RawClient client = server.raw()) {
      assertThat(client.send("GET " + path + " HTTP/1.1\r\n\r\n").read().status()).isEqualTo(400);
    }
  }

  @Test
  void answersForARouteThatThrowsAndForHead() throws Exception {
    try (RawClient client = server.raw()) {
      RawClient.Response thrown = client.send("GET /health?throw HTTP/1.1\r\n\r\n").read();
      assertThat(thrown.status()).isEqualTo(500);
      assertThat(thrown.body()).contains("Internal error (").doesNotContain("secret");

      assertThat(client.send("HEAD /health HTTP/1.1\r\n\r\n").readHead().status()).isEqualTo(200);
      assertThat(client.send("GET /health HTTP/1.1\r\n\r\n").read().status()).isEqualTo(200);
    }
  }

  @Test
  void sendsWhatTheGateSays() throws Exception {
    try (RawClient client = server.raw()) {
      RawClient.Response refused =
          client.send("GET /health HTTP/1.1\r\nX-Key: bad\r\nOrigin: http://a\r\n\r\n").read();

      assertThat(refused.status()).isEqualTo(401);
      assertThat(refused.body())
          .isEqualTo(
              "{\"type\":\"about:blank\",\"title\":\"Unauthorized\",\"status\":401,"
                  + "\"detail\":\"Unknown key\"}");
      assertThat(refused.headers()).containsEntry("Content-Type", "application/problem+json");
      assertThat(refused.headers())
          .containsEntry("WWW-Authenticate", "Bearer")
          .doesNotContainKey("Access-Control-Allow-Origin");
    }
  }

  @Test
  void letsAnAdmittedOriginRead() throws Exception {
    try (RawClient client = server.raw()) {
      RawClient.Response response =
          client.send("GET /health HTTP/1.1\r\nOrigin: http://a\r\n\r\n").read();

      assertThat(response.headers())
          .containsEntry("Access-Control-Allow-Origin", "http://a")
          .containsEntry("Vary", "origin")
          .extractingByKey("Access-Control-Expose-Headers", InstanceOfAssertFactories.STRING)
          .contains("Mcp-Session-Id", "WWW-Authenticate", "ETag");
    }
  }

  @Test
  void answersAPreflight() throws Exception {
    String preflight =
        String.join(
            "\r\n",
            "OPTIONS /mcp HTTP/1.1",
            "Origin: http://a",
            "Access-Control-Request-Method: POST",
            "Access-Control-Request-Headers: content-type,x-key",
            "");
    try (RawClient client = server.raw()) {
      RawClient.Response admitted = client.send(preflight + "\r\n").read();
      assertThat(admitted.status()).isEqualTo(204);
      assertThat(admitted.headers())
          .containsEntry("Access-Control-Allow-Origin", "http://a")
          .containsEntry("Access-Control-Allow-Headers", "content-type,x-key");
      assertThat(admitted.headers().get("Access-Control-Allow-Methods")).contains("DELETE");

      assertThat(client.send(preflight + "X-Key: bad\r\n\r\n").read().status()).isEqualTo(401);
    }
  }

  @Test
  void waitsForAGateThatTakesItsTime() throws Exception {
    CompletableFuture<Gate.Admission> admission = new CompletableFuture<>();
    CompletableFuture<String> asked = new CompletableFuture<>();
    Gate gate =
        head -> {
          asked.complete(head.remoteAddress());
          return admission;
        };
    try (TestServer slow =
            new TestServer(TestServer.options(Duration.ofSeconds(9), Duration.ofSeconds(9)), gate);
        RawClient client = slow.raw()) {
      client.post(PipeliningTest.request(1, "echo"));
      assertThat(asked.get()).isEqualTo("127.0.0.1");
      admission.complete(new Gate.Admitted(new Principal("late", Scope.ALL)));

      assertThat(client.read().status()).isEqualTo(200);
    }
  }

  @Test
  void aGateThatFailsLetsNobodyIn() throws Exception {
    List<Gate> gates =
        List.of(
            head -> CompletableFuture.failedFuture(new IllegalStateException("secret")),
            head -> {
              throw new IllegalStateException("secret");
            });
    for (Gate gate : gates) {
      try (TestServer broken =
              new TestServer(
                  TestServer.options(Duration.ofSeconds(9), Duration.ofSeconds(9)), gate);
          RawClient client = broken.raw()) {
        RawClient.Response response = client.send("GET /health HTTP/1.1\r\n\r\n").read();

        assertThat(response.status()).isEqualTo(500);
        assertThat(response.body()).doesNotContain("secret");
      }
    }
  }

  @Test
  void twoRoutesForOnePathAreAMistake() {
    HttpRoute route =
        HttpRoute.exact("/mcp", call -> call.respond(200, "x", new byte[0], Map.of()));

    assertThatThrownBy(() ->
            HttpServer.start(
                HttpOptions.defaults("127.0.0.1", 0),
                head -> CompletableFuture.completedFuture(new Gate.Admitted(Principal.LOCAL)),
                server.engine(),
                List.of(route)))
        .hasMessageContaining("/mcp");
  }
}
