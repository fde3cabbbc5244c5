package dev.consilium.server;

import static dev.consilium.server.testing.Http.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consilium.schemas.json.Json;
import dev.consilium.server.cli.InProcessServer;
import dev.consilium.server.testing.Events;
import dev.consilium.server.testing.Http;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class LegacyHttpTest {
  @TempDir static Path home;
  private static InProcessServer server;
  private static Http client;

  @BeforeAll
  static void serve() throws Exception {
    server = InProcessServer.serve(home);
    client = Http.to(server.url() + "/mcp").initialized("2025-11-25");
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  private static int code(HttpResponse<String> response) {
    return Json.MAPPER.readTree(response.body()).at("/error/code").asInt(0);
  }

  private static List<String> names(JsonNode answer) {
    return answer.at("/result/tools").valueStream().map(t -> t.path("name").asString("")).toList();
  }

  @Test
  void anUnknownVersionIsRefused() throws Exception {
    assertThat(client.with("MCP-Protocol-Version", "1999-01-01").post("{}").statusCode())
        .isEqualTo(400);
    assertThat(
            Http.to(server.url() + "/mcp")
                .with("MCP-Protocol-Version", "1999-01-01")
                .post("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}")
                .statusCode())
        .isEqualTo(400);
  }

  @Test
  void aSessionEndsWithDelete() throws Exception {
    Http session = Http.to(server.url() + "/mcp").initialized("2025-06-18");
    assertThat(session.call("tools/list", "{}").has("result")).isTrue();

    assertThat(session.delete().statusCode()).isEqualTo(200);

    String list = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}";
    assertThat(session.post(list).statusCode()).isEqualTo(404);
    assertThat(session.delete().statusCode()).isEqualTo(404);
    assertThat(Http.to(server.url() + "/mcp").post(list).statusCode()).isEqualTo(400);
    assertThat(
            Http.to(server.url() + "/mcp").with("Mcp-Session-Id", "forged").post(list).statusCode())
        .isEqualTo(404);
  }

  /** The news takes a moment, and nothing tells when it has arrived. */
  private static void isEndedSoon(Http session) throws Exception {
    String list = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}";
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    int status = 0;
    while (status != 404 && System.nanoTime() < deadline) {
      status = session.post(list).statusCode();
    }
    assertThat(status).isEqualTo(404);
  }

  @Test
  void anyNodeServesASessionAndKnowsItsEnd() throws Exception {
    String list = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}";
    Http here = Http.to(server.url() + "/mcp").initialized("2025-11-25");
    try (InProcessServer node = InProcessServer.serve(home)) {
      Http there = here.at(node.url() + "/mcp");
      assertThat(there.post(list).statusCode()).isEqualTo(200);
      Http other = Http.to(node.url() + "/mcp").initialized("2025-11-25");

      assertThat(here.delete().statusCode()).isEqualTo(200);
      assertThat(other.at(server.url() + "/mcp").delete().statusCode()).isEqualTo(200);

      isEndedSoon(there);
      isEndedSoon(other);
    }
    try (InProcessServer restarted = InProcessServer.serve(home)) {
      Http there = here.at(restarted.url() + "/mcp");
      isEndedSoon(there);
    }
  }

  @Test
  void aSubscriptionIsHeardOnTheStreamOfAnyNode() throws Exception {
    Http here = Http.to(server.url() + "/mcp").initialized("2025-11-25");
    var _ =
        here.tool(
            "task_create",
            "{\"project\":\"watched\",\"tasks\":[{\"task_id\":\"a\",\"title\":\"A\"}]}");
    try (InProcessServer node = InProcessServer.serve(home);
        Events stream = Events.get(node.url() + "/mcp", here.headerList())) {
      assertThat(here.call("resources/subscribe", "{\"uri\":\"task://watched/a\"}").has("result"))
          .isTrue();
      // The other node hears of the subscription when it hears of it, so the task changes often.
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
      while (stream.waiting().stream().noneMatch(e -> e.data().contains("/updated"))
          && System.nanoTime() < deadline) {
        JsonNode updated =
            here.tool(
                "task_update",
                "{\"project\":\"watched\",\"task_id\":\"a\",\"title\":\"At %d\"}"
                    .formatted(System.nanoTime()));
        assertThat(updated.path("isError").asBoolean()).as(text(updated)).isFalse();
      }

      JsonNode update = stream.message();
      while (!update.path("method").asString("").equals("notifications/resources/updated")) {
        update = stream.message();
      }
      assertThat(update.at("/params/uri").asString("")).isEqualTo("task://watched/a");
    }
  }

  @ParameterizedTest
  @CsvSource({"2024-11-05,400", "2025-03-26,200", "2025-06-18,400", "2025-11-25,400"})
  void batchesAreOfOneVersion(String version, int status) throws Exception {
    HttpResponse<String> response =
        Http.to(server.url() + "/mcp")
            .initialized(version)
            .post(
                """
                [{"jsonrpc":"2.0","id":1,"method":"ping"},{"jsonrpc":"2.0","id":2,"method":"nope"}]\
                """);

    assertThat(response.statusCode()).isEqualTo(status);
    if (status == 200) {
      assertThat(response.body()).contains("\"id\":1,\"result\":{}", "-32601");
    } else {
      assertThat(code(response)).isEqualTo(-32600);
      assertThat(response.body()).contains(version);
    }
  }

  @Test
  void brokenBodiesAreAnsweredAndChangeNothing() throws Exception {
    assertThat(code(client.post("{\"jsonrpc\":"))).isEqualTo(-32700);
    assertThat(code(client.post("\"text\""))).isEqualTo(-32600);
    byte[] broken =
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"x\":\"?\"}"
            .getBytes(StandardCharsets.UTF_8);
    broken[broken.length - 3] = (byte) 0xff;
    assertThat(code(client.post(broken))).isEqualTo(-32700);
    assertThat(client.call("ping", "{}").has("result")).isTrue();
  }

  @Test
  void aHugeBodyIsCutOff() throws Exception {
    byte[] huge = new byte[100 << 20];
    Arrays.fill(huge, (byte) ' ');
    int status;
    try {
      status = client.post(huge).statusCode();
    } catch (IOException e) {
      // The server closes the connection while the rest is still being sent.
      status = 413;
    }
    assertThat(status).isEqualTo(413);
    assertThat(client.call("ping", "{}").has("result")).isTrue();
  }

  @Test
  void unknownNamesAreAnsweredAsTheSpecificationAsks() throws Exception {
    assertThat(client.call("no/such", "{}").at("/error/code").asInt()).isEqualTo(-32601);
    JsonNode unknown = client.call("tools/call", "{\"name\":\"task_lst\",\"arguments\":{}}");
    assertThat(unknown.at("/error/code").asInt()).isEqualTo(-32602);
    assertThat(unknown.at("/error/message").asString()).contains("Did you mean \"task_list\"?");
    assertThat(
            client.call("resources/read", "{\"uri\":\"task://no/such\"}").at("/error/code").asInt())
        .isEqualTo(-32002);
  }

  @Test
  void badArgumentsNameTheirFieldAndChangeNothing() throws Exception {
    JsonNode mistyped =
        client.tool(
            "task_create",
            "{\"project\":\"bad\",\"tasks\":[{\"task_id\":\"a\",\"title\":\"A\",\"priority\":\"high\"}]}");
    assertThat(mistyped.path("isError").asBoolean()).isTrue();
    assertThat(text(mistyped)).contains("tasks[0].priority");

    JsonNode cycle =
        client.tool(
            "task_create",
            """
            {"project":"bad","tasks":[{"task_id":"a","title":"A","depends_on":["b"]},
            {"task_id":"b","title":"B","depends_on":["a"]}]}\
            """);
    assertThat(text(cycle)).contains("cycle", "a", "b");
    assertThat(text(client.tool("task_list", "{\"project\":\"bad\"}"))).contains("no project");
  }

  @Test
  void whatIsFinishedIsFinished() throws Exception {
    var _ =
        client.tool(
            "task_create",
            "{\"project\":\"done\",\"tasks\":[{\"task_id\":\"a\",\"title\":\"A\"}]}");
    String finish = "{\"project\":\"done\",\"task_id\":\"a\",\"action\":\"%s\",\"agent\":\"x\"}";
    assertThat(text(client.tool("task_report", finish.formatted("finish")))).contains("done");

    JsonNode again = client.tool("task_report", finish.formatted("fail"));

    assertThat(again.path("isError").asBoolean()).isTrue();
    assertThat(text(again)).contains("is done since");
  }

  @Test
  void argumentsMayComeAsStringsOfJson() throws Exception {
    JsonNode created =
        client.tool(
            "task_create",
            "{\"project\":\"strings\",\"tasks\":\"[{\\\"task_id\\\":\\\"a\\\",\\\"title\\\":\\\"A\\\"}]\"}");

    assertThat(text(created)).isEqualTo("In strings: a (ready)");
  }

  @Test
  void setsOfToolsAreChosenByUrlHeaderAndFlag() throws Exception {
    assertThat(names(client.call("tools/list", "{}")))
        .contains("tool_search")
        .doesNotContain("project_stats");
    assertThat(names(client.with("X-Consilium-Tools", "all").call("tools/list", "{}")))
        .contains("project_stats");
    assertThat(
            names(
                Http.to(server.url() + "/mcp?tools=projects")
                    .initialized("2025-11-25")
                    .call("tools/list", "{}")))
        .contains("project_stats")
        .doesNotContain("task_create");
    assertThat(
            client
                .with("X-Consilium-Tools", "nonsense")
                .call("tools/list", "{}")
                .at("/error/message")
                .asString())
        .contains("nonsense");
  }

  @Test
  void whatIsNotListedIsFoundAndCalled() throws Exception {
    assertThat(text(client.tool("tool_search", "{\"query\":\"stats\"}"))).contains("project_stats");
    assertThat(
            text(
                client.tool(
                    "tool_call", "{\"name\":\"project_list\",\"arguments\":{\"limit\":5}}")))
        .isNotEmpty();
  }
}
