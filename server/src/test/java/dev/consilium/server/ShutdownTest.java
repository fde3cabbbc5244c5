package dev.consilium.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consilium.server.testing.Events;
import dev.consilium.server.testing.Http;
import dev.consilium.server.testing.Program;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** SIGTERM finishes what is in flight, and tells streams to go. */
class ShutdownTest {
  private static final String META =
      "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
          + "\"io.modelcontextprotocol/clientCapabilities\":{},\"progressToken\":\"p\"}";

  @TempDir Path home;

  private static Events post(String url, String method, String name, String params)
      throws Exception {
    return Events.post(
        url,
        "{\"jsonrpc\":\"2.0\",\"id\":\"%s\",\"method\":\"%s\",\"params\":{%s,%s}}"
            .formatted(method, method, params, META),
        "MCP-Protocol-Version",
        "2026-07-28",
        "Mcp-Method",
        method,
        "Mcp-Name",
        name);
  }

  @Test
  void callsAreAnsweredAndStreamsEnd() throws Exception {
    try (Program server = Program.serve(home)) {
      String url = server.url() + "/mcp";
      Http legacy = Http.to(url).initialized("2025-11-25");
      var _ =
          legacy.tool(
              "task_create", "{\"project\":\"p\",\"tasks\":[{\"title\":\"t\",\"task_id\":\"t\"}]}");
      try (Events listening =
              post(
                  url,
                  "subscriptions/listen",
                  "",
                  "\"notifications\":{\"resourcesListChanged\":true}");
          Events old = Events.get(url, legacy.headerList());
          Events call =
              post(
                  url,
                  "tools/call",
                  "task_next",
                  "\"name\":\"task_next\",\"arguments\":{\"project\":\"p\",\"label\":\"none\",\"wait_s\":2}")) {
        assertThat(listening.message().path("method").asString(""))
            .isEqualTo("notifications/subscriptions/acknowledged");
        // The call is at work when it has told its progress.
        assertThat(call.message().path("method").asString("")).isEqualTo("notifications/progress");

        Thread stop = Thread.ofVirtual().start(() -> close(server));

        JsonNode answer = call.message();
        while (!answer.has("result")) {
          answer = call.message();
        }
        assertThat(Http.text(answer.path("result"))).startsWith("Nothing is ready");
        JsonNode end = listening.message();
        while (!end.has("id")) {
          end = listening.message();
        }
        assertThat(end.path("id").asString("")).isEqualTo("subscriptions/listen");
        assertThat(end.at("/result/resultType").asString("")).isEqualTo("complete");
        assertThat(old.rest()).noneMatch(event -> event.data().contains("error"));
        stop.join();
      }
    }
  }

  private static void close(Program server) {
    try {
      server.close();
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
