package dev.consilium.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consilium.server.cli.InProcessServer;
import dev.consilium.server.testing.ApiClient;
import dev.consilium.server.testing.ApiClient.Reply;
import dev.consilium.server.testing.Http;
import java.nio.file.Path;
import java.util.UUID;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What REST tells of decisions, councils and memories, against the whole program. */
@NullMarked
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RecordRoutesTest {
  @AutoClose private final InProcessServer server;
  private final ApiClient client;
  private final Http tools;
  private final String project = "shop-" + UUID.randomUUID();

  RecordRoutesTest(@TempDir Path home) throws Exception {
    server = InProcessServer.serve(home);
    client = ApiClient.to(server.url());
    tools = Http.to(server.url() + "/mcp?tools=all").initialized("2025-11-25");
  }

  @Test
  void decisionsAreRead() throws Exception {
    tools.tool(
        "decision_record",
        """
        {"project":"%s","title":"Store the orders","question":"Where?","alternatives":
        [{"name":"PostgreSQL","pros":["known"]},{"name":"Files","cons":["no transactions"]}],
        "choice":"PostgreSQL","rationale":"it survives a crash","files":["src/orders/"],
        "risks":[{"description":"locks","likelihood":"low","impact":"high","cost":"a day"}]}\
        """
            .formatted(project));
    Reply found = client.get("/api/decisions?q=transactions&status=accepted&project=" + project);

    assertThat(found.json().size()).isEqualTo(1);
    String id = found.json().at("/0/id").asString();
    JsonNode one = client.get("/api/decisions/" + id).json();
    assertThat(one).isEqualTo(found.json().get(0));
    assertThat(one.at("/alternatives/1/cons/0").asString()).isEqualTo("no transactions");
    assertThat(one.at("/risks/0/impact").asString()).isEqualTo("high");
    assertThat(client.get("/api/decisions/" + id + "/history").json().findValuesAsString("event"))
        .contains("accepted");
    assertThat(client.get("/api/decisions/d999999").status()).isEqualTo(404);
    assertThat(client.get("/api/decisions/x").status()).isEqualTo(422);
    assertThat(client.get("/api/decisions?project=" + project + "&offset=1").json().size())
        .isZero();
  }

  @Test
  void councilsAreRead() throws Exception {
    JsonNode started =
        tools.tool(
            "council_start",
            """
            {"project":"%s","topic":"Which database?","meeting_id":"m-1","participants":
            [{"name":"Ann","role":"expert"},{"name":"Bob","role":"expert"}]}\
            """
                .formatted(project));
    String id = started.at("/structuredContent/id").asString();
    tools.tool(
        "council_say",
        "{\"council\":\"%s\",\"participant\":\"Ann\",\"text\":\"PostgreSQL it is\"}".formatted(id));

    Reply list = client.get("/api/councils?status=running&meeting_id=m-1&project=" + project);
    assertThat(list.json().findValuesAsString("topic")).containsExactly("Which database?");
    assertThat(client.get("/api/councils/" + id).json().path("speaker").asString())
        .isEqualTo("Bob");
    assertThat(
            client.get("/api/councils/" + id + "/participants").json().findValuesAsString("name"))
        .containsExactly("Ann", "Bob");
    Reply messages = client.get("/api/councils/" + id + "/messages");
    assertThat(messages.json().findValuesAsString("participant")).containsExactly("Ann");
    assertThat(messages.json().at("/0/text").asString()).isEqualTo("PostgreSQL it is");
    long seen = messages.json().at("/0/seq").asLong();
    assertThat(client.get("/api/councils/" + id + "/messages?after=" + seen).json().size())
        .isZero();
    assertThat(
            client
                .get("/api/councils/" + id + "/messages?type=chat_message,run_status")
                .json()
                .findValuesAsString("type"))
        .contains("chat_message", "run_status");
    assertThat(client.get("/api/councils/c99999").status()).isEqualTo(404);
  }

  @Test
  void memoriesAreFound() throws Exception {
    tools.tool(
        "memory_add",
        "{\"project\":\"%s\",\"memories\":[{\"text\":\"Roll back with scripts/rollback\",\"kind\":\"pattern\",\"tags\":[\"ops\"]}]}"
            .formatted(project));
    Reply found =
        client.get("/api/memories?q=how%20to%20roll%20back&kind=pattern&project=" + project);

    assertThat(found.json().at("/0/passage").asString()).contains("scripts/rollback");
    assertThat(found.json().at("/0/score").asDouble()).isPositive();
    String id = found.json().at("/0/id").asString();
    assertThat(client.get("/api/memories/" + id).json().path("text").asString())
        .isEqualTo("Roll back with scripts/rollback");
    assertThat(client.get("/api/memories?tag=ops&project=" + project).json().size()).isEqualTo(1);
    assertThat(client.get("/api/memories/m999999").status()).isEqualTo(404);
  }
}
