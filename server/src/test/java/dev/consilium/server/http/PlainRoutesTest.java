package dev.consilium.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consilium.server.testing.ApiClient;
import dev.consilium.server.testing.ApiClient.Reply;
import dev.consilium.server.testing.Program;
import java.nio.file.Path;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Routes that answer by themselves, held against what the document says of them. */
@NullMarked
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PlainRoutesTest {
  private final Program server;
  private final ApiClient client;

  PlainRoutesTest(@TempDir Path home) throws Exception {
    server = Program.serve(home);
    client = ApiClient.to(server.url());
  }

  @AfterAll
  void stop() throws Exception {
    server.close();
  }

  private static void isProblem(Reply reply, int status) {
    assertThat(reply.status()).isEqualTo(status);
    assertThat(reply.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(reply.json().path("status").asInt()).isEqualTo(status);
    assertThat(reply.json().path("title").asString("")).isNotEmpty();
    assertThat(reply.json().path("detail").asString("")).endsWith(".");
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
}
