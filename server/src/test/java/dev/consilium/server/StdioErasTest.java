package dev.consilium.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consilium.memory.Database;
import dev.consilium.memory.DatabaseConfig;
import dev.consilium.memory.SearchConfig;
import dev.consilium.memory.fixtures.MigratedHome;
import dev.consilium.server.conformance.ConformanceHost;
import dev.consilium.server.testing.Lines;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Both eras over stdio, which the conformance suite leaves out. */
class StdioErasTest {
  private static final String META =
      """
      "_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28",
      "io.modelcontextprotocol/clientInfo":{"name":"test","version":"1"},
      "io.modelcontextprotocol/clientCapabilities":{"elicitation":{}}}\
      """;

  @TempDir(factory = MigratedHome.class)
  Path home;

  private Database database;
  private Lines client;

  @BeforeEach
  void connect() throws IOException {
    database =
        new Database(new DatabaseConfig(home, Optional.empty(), 2, SearchConfig.DEFAULT, _ -> {}));
    client = new Lines(ConformanceHost.engine(database));
  }

  @AfterEach
  void disconnect() throws Exception {
    client.close();
    database.close();
  }

  private static String params(String more) {
    return "{" + META + (more.isEmpty() ? "" : "," + more) + "}";
  }

  private static String call(String tool) {
    return params("\"name\":\"" + tool + "\",\"arguments\":{}");
  }

  @Test
  void modernRequestsNeedNoHandshake() throws Exception {
    JsonNode discovered = client.ask(1, "server/discover", params("")).path("result");
    assertThat(discovered.at("/supportedVersions/0").asString()).isEqualTo("2026-07-28");
    assertThat(discovered.path("ttlMs").isIntegralNumber()).isTrue();

    JsonNode result = client.ask(2, "tools/call", call("test_simple_text")).path("result");

    assertThat(result.path("resultType").asString()).isEqualTo("complete");
    assertThat(result.at("/_meta/io.modelcontextprotocol~1serverInfo/name").asString())
        .isEqualTo("consilium");
    assertThat(client.ask(3, "ping", params("")).at("/error/code").asInt()).isEqualTo(-32601);
  }

  @Test
  void anUnknownVersionIsAnsweredWithTheKnown() throws Exception {
    JsonNode error =
        client.ask(1, "tools/list", params("").replace("2026-07-28", "2031-01-01")).path("error");

    assertThat(error.path("code").asInt()).isEqualTo(-32022);
    assertThat(error.at("/data/requested").asString()).isEqualTo("2031-01-01");
    assertThat(error.at("/data/supported/0").asString()).isEqualTo("2026-07-28");
  }

  @Test
  void aModernCallAsksByItsResult() throws Exception {
    JsonNode first =
        client.ask(1, "tools/call", call("test_input_required_result_elicitation")).path("result");
    assertThat(first.path("resultType").asString()).isEqualTo("input_required");
    assertThat(first.at("/inputRequests/user_name/method").asString())
        .isEqualTo("elicitation/create");

    String answered =
        params(
            """
            "name":"test_input_required_result_elicitation","arguments":{},"requestState":%s,
            "inputResponses":{"user_name":{"action":"accept","content":{"name":"Ann"}}}\
            """
                .formatted(first.path("requestState")));
    JsonNode second = client.ask(2, "tools/call", answered).path("result");

    assertThat(second.at("/content/0/text").asString()).isEqualTo("Hello, Ann!");
    // The state belongs to that call and no other.
    JsonNode elsewhere =
        client.ask(3, "tools/call", answered.replace("result_elicitation", "result_request_state"));
    assertThat(elsewhere.at("/error/message").asString()).contains("requestState");
  }

  @Test
  void aSubscriptionHearsWhatItAskedForUntilItIsCancelled() throws Exception {
    client.say(
        "{\"jsonrpc\":\"2.0\",\"id\":\"s\",\"method\":\"subscriptions/listen\",\"params\":%s}"
            .formatted(params("\"notifications\":{\"toolsListChanged\":true}")));
    JsonNode acknowledged =
        client.hear(m -> m.path("method").asString("").endsWith("acknowledged"));
    assertThat(acknowledged.at("/params/notifications").toString())
        .isEqualTo("{\"toolsListChanged\":true}");

    var _ = client.ask(1, "tools/call", call("test_trigger_prompt_change"));
    var _ = client.ask(2, "tools/call", call("test_trigger_tool_change"));
    JsonNode changed = client.hear(m -> m.path("method").asString("").contains("list_changed"));
    assertThat(changed.path("method").asString()).isEqualTo("notifications/tools/list_changed");
    assertThat(changed.at("/params/_meta/io.modelcontextprotocol~1subscriptionId").asString())
        .isEqualTo("s");

    client.say(
        "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":\"s\"}}");
    var _ = client.ask(3, "tools/call", call("test_trigger_tool_change"));
    var _ = client.ask(4, "tools/list", params(""));
    assertThat(client.end()).isLessThan(2_000);
  }

  @Test
  void aLegacyCallAsksByARequest() throws Exception {
    initialize("{\"elicitation\":{}}");
    client.say(
        "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"tools/call\",\"params\":"
            + "{\"name\":\"test_elicitation\",\"arguments\":{\"message\":\"Who?\"}}}");

    JsonNode question =
        client.hear(m -> m.path("method").asString("").equals("elicitation/create"));
    client.say(
        "{\"jsonrpc\":\"2.0\",\"id\":%s,\"result\":{\"action\":\"accept\",\"content\":{\"response\":\"Ann\"}}}"
            .formatted(question.path("id")));

    assertThat(
            client.hear(m -> m.path("id").asInt(-1) == 2).at("/result/content/0/text").asString())
        .contains("action=accept", "Ann");
  }

  @Test
  void aClientThatCannotBeAskedIsToldSo() throws Exception {
    initialize("{}");

    JsonNode legacy =
        client.ask(
            2,
            "tools/call",
            "{\"name\":\"test_elicitation\",\"arguments\":{\"message\":\"Who?\"}}");
    JsonNode modern = client.ask(3, "tools/call", call("test_missing_capability"));

    assertThat(legacy.at("/result/isError").asBoolean()).isTrue();
    assertThat(modern.at("/error/code").asInt()).isEqualTo(-32021);
    assertThat(modern.at("/error/data/requiredCapabilities").toString())
        .isEqualTo("{\"sampling\":{}}");
  }

  @Test
  void bothErasAtOnceAndOutOfOrder() throws Exception {
    initialize("{}");
    int many = 200;
    for (int i = 10; i < 10 + many; i++) {
      client.say(
          "{\"jsonrpc\":\"2.0\",\"id\":%d,\"method\":\"tools/call\",\"params\":%s}"
              .formatted(
                  i,
                  i % 2 == 0
                      ? call("test_simple_text")
                      : "{\"name\":\"test_simple_text\",\"arguments\":{}}"));
    }
    client.say("this is no JSON");

    Set<Integer> answered = new HashSet<>();
    for (int i = 0; i < many; i++) {
      JsonNode answer = client.hear(m -> m.has("result"));
      int id = answer.path("id").asInt();
      assertThat(answer.path("result").has("resultType")).isEqualTo(id % 2 == 0);
      answered.add(id);
    }
    assertThat(answered).hasSize(many);
    assertThat(client.hear(m -> m.has("error")).at("/error/code").asInt()).isEqualTo(-32700);
    assertThat(client.ask(1_000, "ping", "{}").has("result")).isTrue();
  }

  private void initialize(String capabilities) throws Exception {
    JsonNode initialized =
        client.ask(
            1,
            "initialize",
            "{\"protocolVersion\":\"2025-11-25\",\"capabilities\":%s,\"clientInfo\":{\"name\":\"t\",\"version\":\"1\"}}"
                .formatted(capabilities));
    assertThat(initialized.at("/result/protocolVersion").asString()).isEqualTo("2025-11-25");
  }
}
