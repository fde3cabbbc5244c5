package dev.consilium.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consilium.schemas.json.Json;
import dev.consilium.server.cli.InProcessServer;
import dev.consilium.server.testing.ApiClient;
import dev.consilium.server.testing.ApiClient.Reply;
import dev.consilium.server.testing.Http;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The webhooks, field by field, as a client sees them. */
@NullMarked
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WebhooksTest {
  @AutoClose private final InProcessServer server;
  private final ApiClient client;

  WebhooksTest(@TempDir Path home) throws Exception {
    server = InProcessServer.serve(home);
    client = ApiClient.to(server.url());
  }

  @BeforeAll
  void theDatabaseIsUp() throws Exception {
    assertThat(client.get("/api/stats").status()).isEqualTo(200);
  }

  /** A report of a task of its own. */
  private static ObjectNode report(String project) {
    return Json.MAPPER
        .createObjectNode()
        .put("project", project)
        .put("task", "Разработка фичи")
        .put("task_id", "task-" + UUID.randomUUID())
        .put("agent", "claude-3-5");
  }

  private Reply send(String path, JsonNode body) throws Exception {
    return client.post("/webhook/" + path, body.toString());
  }

  private JsonNode sent(String path, JsonNode body) throws Exception {
    Reply reply = send(path, body);
    assertThat(reply.status()).as(reply.text()).isEqualTo(200);
    return reply.json();
  }

  private JsonNode history(JsonNode body) throws Exception {
    return client
        .get(
            "/api/projects/"
                + body.path("project").asString()
                + "/tasks/"
                + body.path("task_id").asString()
                + "/history")
        .json();
  }

  @Test
  void startIsAnsweredWithTheTaskAsStored() throws Exception {
    ObjectNode start = report("my-project");
    start.putObject("metadata").put("priority", "high").putArray("files").add("a.py");

    JsonNode task = sent("start", start);

    assertThat(task.path("id").asLong()).isPositive();
    assertThat(task.path("task_id")).isEqualTo(start.path("task_id"));
    assertThat(task.path("title").asString()).isEqualTo("Разработка фичи");
    assertThat(task.path("project").asString()).isEqualTo("my-project");
    assertThat(task.path("agent").asString()).isEqualTo("claude-3-5");
    assertThat(task.path("status").asString()).isEqualTo("running");
    assertThat(task.path("progress").asInt()).isZero();
    assertThat(task.path("metadata")).isEqualTo(start.path("metadata"));
    assertThat(Instant.parse(task.path("started_at").asString())).isBefore(Instant.now());
    assertThat(task.path("started_at").asString()).endsWith("Z");
    assertThat(task.has("finished_at")).isTrue();
    assertThat(task.path("finished_at").isNull()).isTrue();
  }

  @Test
  void statusTellsStatusProgressAndMessage() throws Exception {
    ObjectNode report = report("my-project");
    sent("start", report);

    JsonNode task =
        sent(
            "status",
            report
                .deepCopy()
                .put("status", "running")
                .put("progress", 75)
                .put("message", "Обработка данных"));

    assertThat(task.path("status").asString()).isEqualTo("running");
    assertThat(task.path("progress").asInt()).isEqualTo(75);
    assertThat(task.path("message").asString()).isEqualTo("Обработка данных");
  }

  @Test
  void finishTellsResultDurationAndMetadata() throws Exception {
    ObjectNode report = report("my-project");
    sent("start", report);
    ObjectNode finish =
        report.deepCopy().put("result", "Завершено успешно").put("duration_seconds", 1800);
    finish.putObject("metadata").putArray("files").add("result.py");

    JsonNode task = sent("finish", finish);

    assertThat(task.path("status").asString()).isEqualTo("completed");
    assertThat(task.path("progress").asInt()).isEqualTo(100);
    assertThat(task.path("result").asString()).isEqualTo("Завершено успешно");
    assertThat(task.path("duration_seconds").asDouble()).isEqualTo(1800);
    assertThat(task.path("metadata")).isEqualTo(finish.path("metadata"));
    assertThat(Instant.parse(task.path("finished_at").asString())).isBefore(Instant.now());
  }

  @Test
  void errorTellsTypeMessageAndTrace() throws Exception {
    ObjectNode report = report("my-project");
    sent("start", report);
    ObjectNode error =
        report
            .deepCopy()
            .put("error_type", "RuntimeError")
            .put("error_message", "Ошибка выполнения")
            .put("stack_trace", "Traceback...");
    error.putObject("metadata").put("attempt", 3);

    JsonNode task = sent("error", error);

    assertThat(task.path("status").asString()).isEqualTo("failed");
    assertThat(task.path("error_type").asString()).isEqualTo("RuntimeError");
    assertThat(task.path("error_message").asString()).isEqualTo("Ошибка выполнения");
    assertThat(task.path("stack_trace").asString()).isEqualTo("Traceback...");
    assertThat(task.at("/metadata/attempt").asInt()).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"start", "status", "finish", "error"})
  void theFirstReportBringsProjectTaskAndAgentIntoBeing(String path) throws Exception {
    String project = "new-" + UUID.randomUUID();
    String agent = "agent-" + UUID.randomUUID();
    ObjectNode report = report(project).put("agent", agent);

    JsonNode task = sent(path, report);

    assertThat(client.get("/api/projects/" + project + "/tasks").json().get(0)).isEqualTo(task);
    assertThat(client.get("/api/projects/" + project).status()).isEqualTo(200);
    assertThat(client.get("/api/agents?limit=500").json().findValuesAsString("name"))
        .contains(agent);
  }

  @ParameterizedTest
  @ValueSource(strings = {"start", "status", "finish", "error"})
  void theSameReportAgainChangesNothing(String path) throws Exception {
    ObjectNode report = report("repeats");
    report.putObject("metadata").put("n", 1);
    report.put("message", "a word");

    JsonNode first = sent(path, report);
    JsonNode history = history(report);

    assertThat(sent(path, report)).isEqualTo(first);
    assertThat(history(report)).isEqualTo(history);
  }

  @Test
  void aLateStatusDoesNotReopenAndIsNotLost() throws Exception {
    ObjectNode report = report("late");
    JsonNode finished = sent("finish", report.deepCopy().put("result", "done"));

    JsonNode task =
        sent("status", report.deepCopy().put("progress", 60).put("message", "came late"));

    assertThat(task).isEqualTo(finished);
    assertThat(history(report).toString()).contains("came late");
  }

  @Test
  void aKeyGetsTheFirstAnswerAndNothingElse() throws Exception {
    ObjectNode report = report("keyed");
    ApiClient keyed = client.with("Idempotency-Key", UUID.randomUUID().toString());

    Reply first = keyed.post("/webhook/start", report.toString());
    sent("finish", report);
    Reply again = keyed.post("/webhook/start", report.toString());

    assertThat(again.json()).isEqualTo(first.json());
    assertThat(
            client
                .get("/api/projects/keyed/tasks/" + report.path("task_id").asString())
                .json()
                .path("status")
                .asString())
        .isEqualTo("completed");
    Reply other = keyed.post("/webhook/start", report("keyed").toString());
    assertThat(other.status()).isEqualTo(422);
    assertThat(other.json().at("/errors/0/field").asString()).isEqualTo("idempotency_key");
  }

  @ParameterizedTest
  @CsvSource({
    "running, running, ",
    "in_progress, running, ",
    "downloading, running, downloading",
    "COMPLETED, completed, ",
    "done, completed, ",
    "success, completed, ",
    "failed, failed, ",
    "error, failed, ",
    "cancelled, cancelled, ",
  })
  void theWordOfAStatusIsUnderstood(String word, String status, @Nullable String message)
      throws Exception {
    JsonNode task = sent("status", report("words").put("status", word));

    assertThat(task.path("status").asString()).isEqualTo(status);
    assertThat(task.path("message").isNull() ? null : task.path("message").asString())
        .isEqualTo(message);
  }

  @Test
  void titleAndAgentMayBeLeftOutOfLaterReports() throws Exception {
    ObjectNode report = report("short");
    sent("start", report);
    report.put("task", "").remove("agent");

    JsonNode task = sent("status", report.put("progress", 33.7));

    assertThat(task.path("title").asString()).isEqualTo("Разработка фичи");
    assertThat(task.path("agent").asString()).isEqualTo("claude-3-5");
    assertThat(task.path("progress").asInt()).isEqualTo(33);
  }

  @Test
  void fieldsOfOthersArePassedOverAndMisspeltOnesAreNot() throws Exception {
    assertThat(send("start", report("odd").put("timestamp", "2026-01-01T00:00:00Z")).status())
        .isEqualTo(200);

    Reply reply = send("status", report("odd").put("progres", 5));

    assertThat(reply.status()).isEqualTo(422);
    assertThat(reply.json().at("/errors/0/field").asString()).isEqualTo("progres");
    assertThat(reply.json().path("detail").asString()).contains("Did you mean \"progress\"?");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "start; project; ; is required",
        "start; task_id; ; is required",
        "start; project; 5; expected a string",
        "start; project; \"\"; expected a string of 1 to 200 characters",
        "start; project; \" \"; must not be blank",
        "start; task_id; \"\"; expected a string of 1 to 200 characters",
        "start; task; []; expected a string",
        "start; agent; {}; expected a string",
        "start; metadata; []; expected an object",
        "start; metadata; \"x\"; expected an object",
        "status; status; 7; expected a string",
        "status; progress; 101; expected a number 0 to 100",
        "status; progress; -1; expected a number 0 to 100",
        "status; progress; \"75\"; expected a number",
        "status; progress; true; expected a number",
        "status; message; 1; expected a string",
        "status; message; \"a\\u0000b\"; without NUL",
        "finish; duration_seconds; -5; expected a number at least 0",
        "finish; duration_seconds; \"long\"; expected a number",
        "finish; result; \"a\\u0000b\"; NUL",
        "error; error_type; {}; expected a string",
        "error; error_message; 3; expected a string",
        "error; stack_trace; []; expected a string",
      })
  void whatDoesNotFitIsRefusedByName(
      String path, String field, @Nullable String value, String expected) throws Exception {
    ObjectNode report = report("strict");
    if (value == null) {
      report.remove(field);
    } else {
      report.set(field, Json.MAPPER.readTree(value));
    }

    Reply reply = send(path, report);

    assertThat(reply.status()).isEqualTo(422);
    assertThat(reply.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(reply.json().path("status").asInt()).isEqualTo(422);
    assertThat(reply.json().at("/errors/0/field").asString()).isEqualTo(field);
    assertThat(reply.json().at("/errors/0/message").asString()).contains(expected);
  }

  @Test
  void allProblemsAreToldAtOnce() throws Exception {
    Reply reply = client.post("/webhook/status", "{\"progress\":\"x\",\"message\":1}");

    assertThat(reply.json().path("errors").findValuesAsString("field"))
        .containsExactlyInAnyOrder("project", "task_id", "progress", "message");
  }

  @Test
  void bodiesThatAreNoJsonObjectAreRefused() throws Exception {
    for (String body : List.of("", "{", "nope", "{\"project\":1,\"project\":2}", "{} {}")) {
      Reply reply = client.with("Content-Type", "application/json").post("/webhook/start", body);
      assertThat(reply.status()).as(body).isEqualTo(400);
      assertThat(reply.json().path("detail").asString()).contains("body");
    }
    assertThat(client.post("/webhook/start", "[]").status()).isEqualTo(422);
    assertThat(client.with("Content-Type", "text/plain").post("/webhook/start", "{}").status())
        .isEqualTo(415);
    assertThat(client.send("POST", "/webhook/start", new byte[] {'"', (byte) 0xff, '"'}).status())
        .isEqualTo(400);
    assertThat(client.get("/webhook/start").status()).isEqualTo(405);
    assertThat(client.get("/webhook/start").header("Allow")).isEqualTo("POST, OPTIONS");
  }

  @Test
  void aTaskThatAnotherAgentHoldsIsItsOwn() throws Exception {
    Http tools = Http.to(server.url() + "/mcp").initialized("2025-11-25");
    String project = "held-" + UUID.randomUUID();
    tools.tool(
        "task_create",
        "{\"project\":\"%s\",\"tasks\":[{\"task_id\":\"x\",\"title\":\"X\"}]}".formatted(project));
    tools.tool("task_next", "{\"project\":\"%s\",\"agent\":\"ann\"}".formatted(project));
    ObjectNode report = report(project).put("task_id", "x");

    Reply refused = send("finish", report);

    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.json().path("detail").asString()).contains("held by ann");
    assertThat(sent("finish", report.put("agent", "ann")).path("status").asString())
        .isEqualTo("completed");
    assertThat(
            Http.text(
                tools.tool(
                    "task_get", "{\"project\":\"%s\",\"task_id\":\"x\"}".formatted(project))))
        .contains("done");
  }
}
