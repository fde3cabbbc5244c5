package dev.consilium.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consilium.schemas.json.Json;
import dev.consilium.server.cli.InProcessServer;
import dev.consilium.server.testing.ApiClient;
import dev.consilium.server.testing.ApiClient.Reply;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Routes that answer by themselves, held against what the document says of them. */
@NullMarked
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PlainRoutesTest {
  @AutoClose private final InProcessServer server;
  private final ApiClient client;

  PlainRoutesTest(@TempDir Path home) throws Exception {
    server = InProcessServer.serve(home);
    client = ApiClient.to(server.url());
  }

  private static void isProblem(Reply reply, int status) {
    assertThat(reply.status()).isEqualTo(status);
    assertThat(reply.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(reply.json().path("status").asInt()).isEqualTo(status);
    assertThat(reply.json().path("title").asString("")).isNotEmpty();
    assertThat(reply.json().path("detail").asString("")).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/health",
        "/health/live",
        "/health/ready",
        "/db-check",
        "/redis-check",
        "/metrics",
        "/api/events"
      })
  void whatIsOnlyReadSaysSoAsTheApiDoes(String path) throws Exception {
    Reply reply = client.post(path, "{}");

    isProblem(reply, 405);
    assertThat(reply.header("Allow")).startsWith("GET");
  }

  @ParameterizedTest
  @CsvSource({"after=soon, after", "types=task_begun, types"})
  void theFeedRefusesAQueryAsTheApiDoes(String query, String field) throws Exception {
    Reply reply = client.get("/api/events?" + query);

    isProblem(reply, 400);
    assertThat(reply.json().path("detail").asString("")).startsWith(field + ": ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/health",
        "/health/live",
        "/health/ready",
        "/db-check",
        "/redis-check",
        "/metrics"
      })
  void theDocumentKnowsWhatEachAnswers(String path) throws Exception {
    Reply reply = client.get(path);

    assertThat(client.knows("GET", path, reply.status())).isTrue();
    assertThat(reply.status()).isIn(200, 503);
    assertThat(reply.text()).isNotEmpty();
  }

  @Test
  void theDocumentKnowsTheStreamOfEvents() throws Exception {
    String first =
        client.begin("/api/events?types=all", 3).stream()
            .filter(line -> line.startsWith("data: "))
            .findFirst()
            .orElseThrow();

    assertThat(Json.MAPPER.readTree(first.substring("data: ".length())).path("type").asString(""))
        .isEqualTo("hello");
  }

  @Test
  void theDocumentKnowsTheWebSocket() throws Exception {
    isProblem(client.get("/webhook/ws"), 426);
    assertThat(client.knows("GET", "/webhook/ws", 101)).isTrue();

    CompletableFuture<String> hello = new CompletableFuture<>();
    WebSocket socket =
        HttpClient.newHttpClient()
            .newWebSocketBuilder()
            .buildAsync(
                URI.create(server.url().replace("http:", "ws:") + "/webhook/ws?types=all"),
                new WebSocket.Listener() {
                  @Override
                  public @Nullable CompletionStage<?> onText(
                      WebSocket from, CharSequence text, boolean last) {
                    hello.complete(text.toString());
                    return null;
                  }
                })
            .join();
    assertThat(hello.get(10, TimeUnit.SECONDS)).contains("\"type\":\"hello\"");
    socket.abort();
  }

  @Test
  void onlyProbesNeedNoKey() {
    for (String open : List.of("/health", "/health/live", "/health/ready")) {
      assertThat(client.operation(open).path("security").isEmpty()).as(open).isTrue();
      assertThat(client.operation(open).has("security")).as(open).isTrue();
    }
    for (String guarded :
        List.of("/db-check", "/redis-check", "/metrics", "/api/events", "/webhook/ws")) {
      assertThat(client.operation(guarded).has("security")).as(guarded).isFalse();
      assertThat(client.knows("GET", guarded, 401)).as(guarded).isTrue();
    }
  }
}
