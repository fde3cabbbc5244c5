package dev.consilium.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consilium.server.cli.InProcessServer;
import dev.consilium.server.testing.ApiClient;
import dev.consilium.server.testing.ApiClient.Reply;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How REST speaks HTTP, whatever it is asked for, against the whole program. */
@NullMarked
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RestTest {
  @AutoClose private final InProcessServer server;
  private final ApiClient client;
  private final String project = "shop-" + UUID.randomUUID();

  RestTest(@TempDir Path home) throws Exception {
    server = InProcessServer.serve(home, "--allowed-origins", "https://board.example");
    client = ApiClient.to(server.url());
    for (int i = 1; i <= 7; i++) {
      String task = "{\"title\":\"Task %d\",\"task_id\":\"t%d\"}".formatted(i, i);
      assertThat(client.post(path("/tasks"), task).status()).isEqualTo(201);
    }
  }

  private String path(String more) {
    return "/api/projects/" + project + more;
  }

  @Test
  void whatIsUnchangedIsNotSentAgain() throws Exception {
    Reply first = client.get(path("/tasks/t7"));
    String tag = first.header("ETag");

    Reply again = client.with("If-None-Match", "\"x\", " + tag).get(path("/tasks/t7"));
    assertThat(again.status()).isEqualTo(304);
    assertThat(again.response().body()).isEmpty();
    assertThat(again.header("ETag")).isEqualTo(tag);
    assertThat(client.send("PATCH", path("/tasks/t7"), "{\"title\":\"News\"}").status())
        .isEqualTo(200);
    Reply changed = client.with("If-None-Match", tag).get(path("/tasks/t7"));
    assertThat(changed.status()).isEqualTo(200);
    assertThat(changed.header("ETag")).isNotEqualTo(tag);
  }

  @Test
  void longAnswersAreCompressedForThoseWhoAsk() throws Exception {
    Reply plain = client.get(path("/tasks?sort=id"));
    Reply packed = client.with("Accept-Encoding", "br, gzip").get(path("/tasks?sort=id"));

    assertThat(packed.header("Content-Encoding")).isEqualTo("gzip");
    assertThat(packed.header("Vary")).contains("Accept-Encoding");
    assertThat(packed.response().body().length).isLessThan(plain.response().body().length / 2);
    try (GZIPInputStream in =
        new GZIPInputStream(new ByteArrayInputStream(packed.response().body()))) {
      assertThat(in.readAllBytes()).isEqualTo(plain.response().body());
    }
    assertThat(
            client
                .with("Accept-Encoding", "gzip;q=0")
                .get(path("/tasks?sort=id"))
                .header("Content-Encoding"))
        .isEmpty();
  }

  @Test
  void methodsAreThoseOfHttp() throws Exception {
    Reply head = client.send("HEAD", path("/tasks"), "");
    assertThat(head.status()).isEqualTo(200);
    assertThat(head.response().body()).isEmpty();
    assertThat(head.header("X-Total-Count")).isNotEmpty();

    Reply options = client.send("OPTIONS", path("/tasks"), "");
    assertThat(options.status()).isEqualTo(204);
    assertThat(options.header("Allow")).isEqualTo("GET, POST, HEAD, OPTIONS");
    Reply delete = client.send("DELETE", path("/tasks/t1"), "");
    assertThat(delete.status()).isEqualTo(405);
    assertThat(delete.header("Allow")).isEqualTo("GET, PATCH, HEAD, OPTIONS");
    assertThat(delete.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(client.get("/api/nothing").status()).isEqualTo(404);
    assertThat(client.get("/api/projects/a/b/c/d").status()).isEqualTo(404);
  }

  @Test
  void pagesOfAllowedOriginsMayCall() throws Exception {
    ApiClient page = client.with("Origin", "https://board.example");
    Reply preflight =
        page.with("Access-Control-Request-Method", "PATCH")
            .with("Access-Control-Request-Headers", "x-api-key,content-type")
            .send("OPTIONS", path("/tasks/t1"), "");
    assertThat(preflight.status()).isEqualTo(204);
    assertThat(preflight.header("Access-Control-Allow-Origin")).isEqualTo("https://board.example");
    assertThat(preflight.header("Access-Control-Allow-Methods")).contains("PATCH");
    assertThat(preflight.header("Access-Control-Allow-Headers")).contains("x-api-key");
    Reply reply = page.get(path("/tasks?limit=1"));
    assertThat(reply.header("Access-Control-Allow-Origin")).isEqualTo("https://board.example");
    assertThat(reply.header("Access-Control-Expose-Headers")).contains("ETag", "X-Next-Cursor");
    assertThat(reply.header("Vary")).contains("origin");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/projects/../stats",
        "/api//projects",
        "/api/projects/%2e%2e/tasks",
        "/api/projects/a%2Ftasks",
        "/api/projects/%00/tasks",
        "/docs/../openapi.json",
        "/docs/%2e%2e/%2e%2e/etc/passwd",
        "/redoc/..%5c..%5cx",
      })
  void pathsThatLeadElsewhereAreRefused(String path) throws Exception {
    Reply reply = client.get(path);

    assertThat(reply.status()).isIn(400, 404);
    assertThat(reply.json().path("detail").asString()).isNotEmpty();
  }

  @Test
  void theDocumentationComesFromHere() throws Exception {
    for (String page : List.of("/docs", "/redoc")) {
      Reply reply = client.get(page);
      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.header("Content-Security-Policy")).contains("script-src 'self'");
      assertThat(reply.text()).doesNotContain("http://").doesNotContain("https://");
    }
    for (String asset :
        List.of(
            "/docs/swagger-ui-bundle.js", "/docs/swagger-ui.css", "/redoc/redoc.standalone.js")) {
      assertThat(client.get(asset).response().body().length).isGreaterThan(100_000);
    }
    assertThat(client.get("/redoc/redoc.standalone.js").text()).doesNotContain("cdn.redoc.ly");
    assertThat(client.send("POST", "/docs", "{}").status()).isEqualTo(405);
  }
}
