package dev.consilium.server.operations;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.consilium.memory.postgres.EmbeddedPostgres;
import dev.consilium.schemas.json.Json;
import dev.consilium.server.cli.CommandLineInterface;
import dev.consilium.server.testing.ApiClient;
import dev.consilium.server.testing.Events;
import dev.consilium.server.testing.Http;
import dev.consilium.server.testing.Pages;
import dev.consilium.server.testing.Program;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What whoever runs a host sees of it, on the whole program. */
class OperationsTest {
  @TempDir Path home;

  private static JsonNode json(HttpResponse<String> response) {
    return Json.MAPPER.readTree(response.body());
  }

  private static JsonNode json(String url) throws Exception {
    return json(Pages.get(url));
  }

  private static double sample(String metrics, String series) {
    Matcher matcher =
        Pattern.compile("^" + Pattern.quote(series) + " (\\S+)$", Pattern.MULTILINE)
            .matcher(metrics);
    assertThat(matcher.find()).as(series).isTrue();
    return Double.parseDouble(matcher.group(1));
  }

  /** Each answer waits for what is found out, for a moment. */
  private static void awaitReady(Program server) throws Exception {
    while (Pages.get(server.url() + "/health/ready").statusCode() != 200) {
      Thread.onSpinWait();
    }
  }

  private String printed(int status, String... words) throws Exception {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    PrintStream console = new PrintStream(printed, true, StandardCharsets.UTF_8);
    List<String> all = new ArrayList<>(List.of(words));
    all.addAll(List.of("--home", home.toString()));
    assertThat(
            new CommandLineInterface(InputStream.nullInputStream(), printed, console)
                .run(all.toArray(String[]::new)))
        .isEqualTo(status);
    return printed.toString(StandardCharsets.UTF_8);
  }

  @Test
  @Timeout(120)
  void healthSaysHowEachDependencyIs() throws Exception {
    int nobody;
    try (ServerSocket socket = new ServerSocket(0)) {
      nobody = socket.getLocalPort();
    }
    try (Program server = Program.serve(home, "--chroma-url", "http://127.0.0.1:" + nobody)) {
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
    try (EmbeddedPostgres postgres = new EmbeddedPostgres(home.resolve("elsewhere"), _ -> {})) {
      EmbeddedPostgres.Address address = postgres.ensureRunning();
      try (Relay relay = new Relay(address.port());
          Program server =
              Program.serve(
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

  @Test
  void metricsCountWhatHappens() throws Exception {
    try (Program server = Program.serve(home)) {
      Http client = Http.to(server.url() + "/mcp").initialized("2025-11-25");
      var _ = client.tool("task_create", "{\"project\":\"p\",\"tasks\":[{\"title\":\"t\"}]}");
      var _ = client.tool("task_create", "{\"project\":\"p\"}");
      var _ = client.call("no/such/method-" + "x".repeat(50), "{}");
      var _ = Pages.get(server.url() + "/health");
      HttpResponse<String> response = Pages.get(server.url() + "/metrics");
      assertThat(response.headers().firstValue("Content-Type").orElseThrow())
          .startsWith("text/plain");
      String metrics = response.body();
      assertThat(sample(metrics, "consilium_tool_calls_total{outcome=\"ok\",tool=\"task_create\"}"))
          .isEqualTo(1);
      assertThat(
              sample(
                  metrics, "consilium_tool_calls_total{outcome=\"failed\",tool=\"task_create\"}"))
          .isEqualTo(1);
      assertThat(sample(metrics, "consilium_tool_duration_seconds_count{tool=\"task_create\"}"))
          .isEqualTo(2);
      assertThat(
              sample(
                  metrics,
                  "consilium_tool_duration_seconds_bucket{tool=\"task_create\",le=\"60.0\"}"))
          .isEqualTo(2);
      assertThat(
              sample(
                  metrics,
                  "consilium_mcp_requests_total{era=\"legacy\",method=\"tools/call\",outcome=\"ok\"}"))
          .isEqualTo(2);
      assertThat(
              sample(
                  metrics,
                  "consilium_mcp_requests_total{era=\"legacy\",method=\"other\",outcome=\"failed\"}"))
          .isEqualTo(1);
      assertThat(metrics).doesNotContain("no/such/method");
      assertThat(
              sample(
                  metrics,
                  "consilium_http_requests_total{method=\"GET\",route=\"/health\",status=\"2xx\"}"))
          .isEqualTo(1);
      assertThat(sample(metrics, "consilium_http_admissions_total{outcome=\"admitted\"}"))
          .isGreaterThanOrEqualTo(5);
      assertThat(sample(metrics, "consilium_database_connections_limit")).isEqualTo(10);
    }
  }

  @Test
  @Timeout(120)
  void metricsCountWatchersWebhooksAndWaits() throws Exception {
    HttpServer receiver =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    AtomicInteger asked = new AtomicInteger();
    receiver.createContext(
        "/",
        exchange -> {
          // The second time it works.
          exchange.sendResponseHeaders(asked.incrementAndGet() == 1 ? 500 : 200, -1);
          exchange.close();
        });
    receiver.start();
    String to = "127.0.0.1:" + receiver.getAddress().getPort();
    try (Program server =
            Program.serve(
                home, "--webhook-allow", to, "--webhook-limits", "first_ms=100,longest_ms=100");
        Events events = Events.get(server.url() + "/api/events?types=all")) {
      ApiClient api = ApiClient.to(server.url());
      assertThat(
              api.post(
                      "/api/webhooks",
                      "{\"url\":\"http://%s/\",\"types\":[\"task_created\"]}".formatted(to))
                  .status())
          .isEqualTo(201);
      assertThat(api.post("/api/projects/p/tasks", "{\"title\":\"t\"}").status()).isEqualTo(201);
      while (!events.next().name().equals("task_created")) {
        // What came before.
      }
      String metrics = Pages.get(server.url() + "/metrics").body();
      while (sample(metrics, "consilium_webhook_attempts_total{outcome=\"delivered\"}") < 1) {
        metrics = Pages.get(server.url() + "/metrics").body();
      }
      assertThat(sample(metrics, "consilium_webhook_attempts_total{outcome=\"failed\"}"))
          .isEqualTo(1);
      assertThat(sample(metrics, "consilium_webhook_attempts_total{outcome=\"gone\"}")).isZero();
      assertThat(sample(metrics, "consilium_feed_clients{form=\"sse\"}")).isEqualTo(1);
      assertThat(sample(metrics, "consilium_feed_clients{form=\"websocket\"}")).isZero();
      assertThat(sample(metrics, "consilium_feed_events_total")).isGreaterThanOrEqualTo(1);
      assertThat(sample(metrics, "consilium_feed_dropped_total")).isZero();
      assertThat(sample(metrics, "consilium_database_wait_seconds_count")).isPositive();
      assertThat(sample(metrics, "consilium_database_wait_seconds_bucket{le=\"60.0\"}"))
          .isPositive();
      assertThat(sample(metrics, "consilium_database_timeouts_total")).isZero();
    } finally {
      receiver.stop(0);
    }
  }

  /** Files for Grafana and Prometheus may only speak of what is there. */
  @Test
  void whatDashboardAndAlertsAskForIsThere() throws Exception {
    try (Program server = Program.serve(home)) {
      Http client = Http.to(server.url() + "/mcp").initialized("2025-11-25");
      var _ = client.tool("task_create", "{\"project\":\"p\",\"tasks\":[{\"title\":\"t\"}]}");
      var _ = Pages.get(server.url() + "/health");
      String metrics = Pages.get(server.url() + "/metrics").body();
      Set<String> exposed = new TreeSet<>();
      Matcher samples = Pattern.compile("^([a-z_]+)[{ ]", Pattern.MULTILINE).matcher(metrics);
      while (samples.find()) {
        exposed.add(samples.group(1));
      }
      Set<String> asked = new TreeSet<>();
      Path docker = Path.of("..", "docker").toAbsolutePath();
      for (String file :
          List.of(
              "grafana/consilium.json", "prometheus/alerts.yaml", "prometheus/alerts.test.yaml")) {
        Matcher names =
            Pattern.compile("\\b(?:consilium|jvm|process|system)_[a-z_]+[a-z]\\b")
                .matcher(Files.readString(docker.resolve(file)));
        while (names.find()) {
          asked.add(names.group());
        }
      }
      assertThat(asked).hasSizeGreaterThan(15);
      assertThat(exposed).containsAll(asked);
    }
  }

  @Test
  void theAuditLogTellsWhoDidWhatAndThatNobodyChangedIt() throws Exception {
    String key = printed(0, "key", "create", "ann").strip();
    String reader = printed(0, "key", "create", "eve", "read").strip();
    try (Program server = Program.serve(home, "--require-key", "true")) {
      Http ann =
          Http.to(server.url() + "/mcp", "Authorization", "Bearer " + key)
              .with("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
              .initialized("2025-11-25");
      var _ = ann.tool("task_create", "{\"project\":\"p\",\"tasks\":[{\"title\":\"t\"}]}");
      var _ = ann.tool("task_create", "{\"project\":\"p\"}");
      var _ = ann.tool("task_list", "{\"project\":\"p\"}");
      var _ =
          Http.to(server.url() + "/webhook/start", "X-API-Key", key)
              .post("{\"project\":\"p\",\"task\":\"t\",\"task_id\":\"w\",\"agent\":\"a\"}");
      Http eve =
          Http.to(server.url() + "/mcp", "Authorization", "Bearer " + reader)
              .initialized("2025-11-25");
      var _ = eve.tool("task_create", "{\"project\":\"p\",\"tasks\":[{\"title\":\"t\"}]}");
    }
    List<String> told =
        printed(0, "audit", "list")
            .lines()
            .map(line -> Json.MAPPER.readTree(line))
            .map(e ->
                "%s %s %s %s %s %s %s"
                    .formatted(
                        e.path("position").asInt(),
                        e.path("principal").asString(""),
                        e.path("door").asString(""),
                        e.path("call").asString(""),
                        e.path("operation").asString(""),
                        e.path("target").asString(""),
                        e.path("outcome").asString("")))
            .toList();
    assertThat(told)
        .containsExactly(
            "1 local host key create key create ann done",
            "2 local host key create key create eve done",
            "3 ann mcp task_create create p done",
            "4 ann mcp task_create task_create p failed",
            "5 ann webhook POST /webhook/start notice  done",
            "6 eve mcp task_create task_create p refused");
    assertThat(printed(0, "audit", "list", "2").lines().findFirst().orElseThrow())
        .contains("\"trace\":\"0af7651916cd43dd8448eb211c80319c\"");
    String sound = printed(0, "audit", "verify");
    assertThat(sound).startsWith("The audit log is sound: 6 entries.");
    String head = sound.lines().skip(1).findFirst().orElseThrow().substring("HEAD ".length());
    assertThat(printed(0, "audit", "verify", head)).contains("HEAD " + head);
    assertThat(printed(1, "audit", "verify", "6:" + "0".repeat(64)))
        .isEqualToIgnoringNewLines(
            "The audit log is broken at entry 6: it is not the entry that was noted: the log was"
                + " written anew.");
  }
}
