package dev.consilium.server.operations;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.consilium.server.cli.InProcessServer;
import dev.consilium.server.testing.ApiClient;
import dev.consilium.server.testing.Events;
import dev.consilium.server.testing.Http;
import dev.consilium.server.testing.Pages;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a host counts, on the whole program. */
class MetricsTest {
  @TempDir Path home;

  private static double sample(String metrics, String series) {
    Matcher matcher =
        Pattern.compile("^" + Pattern.quote(series) + " (\\S+)$", Pattern.MULTILINE)
            .matcher(metrics);
    assertThat(matcher.find()).as(series).isTrue();
    return Double.parseDouble(matcher.group(1));
  }

  @Test
  void metricsCountWhatHappens() throws Exception {
    try (InProcessServer server = InProcessServer.serve(home)) {
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
    try (InProcessServer server =
            InProcessServer.serve(
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
    try (InProcessServer server = InProcessServer.serve(home)) {
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
}
