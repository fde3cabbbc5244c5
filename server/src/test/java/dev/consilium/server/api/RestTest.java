package dev.consilium.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consilium.schemas.json.Json;
import dev.consilium.server.testing.ApiClient;
import dev.consilium.server.testing.ApiClient.Reply;
import dev.consilium.server.testing.Http;
import dev.consilium.server.testing.Program;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What can be read and changed by REST, against the whole program. */
@NullMarked
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RestTest {
  private final Program server;
  private final ApiClient client;
  private final Http tools;
  private final String project = "shop-" + UUID.randomUUID();

  RestTest(@TempDir Path home) throws Exception {
    server = Program.serve(home, "--allowed-origins", "https://board.example");
    client = ApiClient.to(server.url());
    tools = Http.to(server.url() + "/mcp?tools=all").initialized("2025-11-25");
    for (int i = 1; i <= 7; i++) {
      report("start", i, "\"metadata\":{\"n\":" + i + "}");
    }
    report("finish", 1, "\"duration_seconds\":10");
    report("finish", 2, "\"duration_seconds\":20");
    report("error", 3, "\"error_type\":\"E\"");
    report("status", 4, "\"progress\":40");
  }

  private void report(String path, int task, String more) throws Exception {
    String body =
        "{\"project\":\"%s\",\"task\":\"Task %d\",\"task_id\":\"t%d\",\"agent\":\"ann\",%s}"
            .formatted(project, task, task, more);
    assertThat(client.post("/webhook/" + path, body).status()).isEqualTo(200);
  }

  @AfterAll
  void stop() throws Exception {
    server.close();
  }

  private String path(String more) {
    return "/api/projects/" + project + more;
  }

  private List<String> ids(Reply reply) {
    assertThat(reply.status()).as(reply.text()).isEqualTo(200);
    return reply.json().findValuesAsString("task_id");
  }

  @Test
  void projectsAreListed() throws Exception {
    Reply reply = client.get("/api/projects");
    JsonNode found = Json.MAPPER.createObjectNode();
    for (JsonNode one : reply.json()) {
      if (one.path("name").asString().equals(project)) {
        found = one;
      }
    }

    assertThat(found.path("id").asLong()).isPositive();
    assertThat(found.path("created_at").asString()).endsWith("Z");
    assertThat(found.path("updated_at").asString())
        .isGreaterThan(found.path("created_at").asString());
    assertThat(client.get(path("")).json().path("completed_tasks").asInt()).isEqualTo(2);
    assertThat(client.get("/api/projects/none").status()).isEqualTo(404);
  }

  @Test
  void tasksArePagedByOffsetAndByCursor() throws Exception {
    assertThat(ids(client.get(path("/tasks"))))
        .containsExactly("t7", "t6", "t5", "t4", "t3", "t2", "t1");
    Reply offset = client.get(path("/tasks?limit=3&offset=2"));
    assertThat(ids(offset)).containsExactly("t5", "t4", "t3");
    assertThat(offset.header("X-Total-Count")).isEqualTo("7");

    List<String> seen = new ArrayList<>();
    String next = path("/tasks?limit=3&sort=created_at&status=running,completed");
    while (!next.isEmpty()) {
      Reply page = client.get(next);
      seen.addAll(ids(page));
      String link = page.header("Link");
      next = link.isEmpty() ? "" : link.substring(1, link.indexOf('>'));
    }
    assertThat(seen).containsExactly("t1", "t2", "t4", "t5", "t6", "t7");
  }

  @ParameterizedTest
  @CsvSource({
    "status=running, 4",
    "status=completed, 2",
    "status=done, 2",
    "status=failed, 1",
    "status=active, 4",
    "status=completed&status=failed, 3",
    "status=pending, 0",
    "agent=ann, 7",
    "agent=bob, 0",
    "q=task%205, 1",
    "label=none, 0",
    "type=code, 0",
    "ready=true, 0",
  })
  void tasksAreFiltered(String query, int count) throws Exception {
    assertThat(ids(client.get(path("/tasks?" + query)))).hasSize(count);
    assertThat(ids(client.get("/api/tasks?project=" + project + "&" + query))).hasSize(count);
  }

  @ParameterizedTest
  @CsvSource({
    "limit=0, limit",
    "limit=501, limit",
    "limit=ten, limit",
    "offset=-1, offset",
    "status=finnished, status",
    "sort=colour, sort",
    "ready=yes, ready",
    "cursor=%25%25, cursor",
    "cursor=AAAA, cursor",
    "colour=red, colour",
    "limit=1&limit=2, limit",
    "type=poetry, type",
  })
  void parametersThatDoNotFitAreNamed(String query, String field) throws Exception {
    Reply reply = client.get(path("/tasks?" + query));

    assertThat(reply.status()).isEqualTo(422);
    assertThat(reply.json().at("/errors/0/field").asString()).isEqualTo(field);
  }

  @Test
  void figuresAreThoseOfTheTasks() throws Exception {
    JsonNode stats = client.get(path("/stats")).json();

    assertThat(stats.path("total_tasks").asInt()).isEqualTo(7);
    assertThat(stats.path("active_tasks").asInt()).isEqualTo(4);
    assertThat(stats.path("completed_tasks").asInt()).isEqualTo(2);
    assertThat(stats.path("failed_tasks").asInt()).isEqualTo(1);
    assertThat(stats.path("average_duration").asDouble()).isEqualTo(15);
    assertThat(client.get("/api/stats").json().path("total_projects").asInt()).isPositive();
    JsonNode live = client.get("/api/websocket/stats").json();
    assertThat(live.path("total_connections").asInt()).isZero();
    assertThat(live.path("project_connections").isObject()).isTrue();
  }

  @Test
  void tasksAreCreatedAndChanged() throws Exception {
    String body =
        """
        {"title":"Ship it","task_id":"ship","type":"release","labels":["x"],"depends_on":["t5"],
        "due":"2026-12-05","metadata":{"a":{"b":[1]}}}\
        """;
    Reply created = client.post(path("/tasks"), body);

    assertThat(created.status()).isEqualTo(201);
    assertThat(created.header("Location")).isEqualTo(path("/tasks/ship"));
    assertThat(created.json().path("status").asString()).isEqualTo("pending");
    assertThat(created.json().path("blocked_by").get(0).asString()).isEqualTo("t5");
    assertThat(created.json().path("due").asString()).isEqualTo("2026-12-05T00:00:00Z");
    assertThat(client.post(path("/tasks"), body).status()).isEqualTo(200);
    Reply other = client.post(path("/tasks"), body.replace("Ship it", "Sink it"));
    assertThat(other.status()).isEqualTo(409);
    assertThat(client.post(path("/tasks"), "{\"title\":\"y\",\"depends_on\":[\"nope\"]}").status())
        .isEqualTo(422);

    Reply changed =
        client.send(
            "PATCH",
            path("/tasks/ship"),
            "{\"title\":\"Ship it now\",\"priority\":0,\"remove_depends_on\":[\"t5\"],\"agent\":\"bob\"}");
    assertThat(changed.json().path("title").asString()).isEqualTo("Ship it now");
    assertThat(changed.json().path("ready").asBoolean()).isTrue();
    assertThat(
            client
                .send("PATCH", path("/tasks/ship"), "{\"status\":\"cancelled\"}")
                .json()
                .path("status")
                .asString())
        .isEqualTo("cancelled");
    assertThat(client.send("PATCH", path("/tasks/ship"), "{\"status\":\"running\"}").status())
        .isEqualTo(422);
    assertThat(client.send("PATCH", path("/tasks/none"), "{}").status()).isEqualTo(404);
    Reply history = client.get(path("/tasks/ship/history?limit=2"));
    assertThat(history.json().findValuesAsString("event")).containsExactly("created", "updated");
    assertThat(history.json().get(1).path("agent").asString()).isEqualTo("bob");
    Reply rest = client.get(path("/tasks/ship/history?cursor=" + history.header("X-Next-Cursor")));
    assertThat(rest.json().findValuesAsString("event")).contains("cancelled");
    assertThat(
            tools
                .tool("task_get", "{\"project\":\"%s\",\"task_id\":\"ship\"}".formatted(project))
                .toString())
        .contains("Ship it now");
  }

  @Test
  void anIdThatIsGivenHereIsTold() throws Exception {
    Reply created = client.post("/api/projects/given%20here/tasks", "{\"title\":\"No id\"}");

    assertThat(created.status()).isEqualTo(201);
    assertThat(client.get(created.header("Location")).json()).isEqualTo(created.json());
  }

  @Test
  void peopleSteer() throws Exception {
    String steering = path("/tasks/t5/steering");
    ApiClient keyed = client.with("Idempotency-Key", UUID.randomUUID().toString());
    Reply said = keyed.post(steering, "{\"kind\":\"instruct\",\"text\":\"Use B\"}");

    assertThat(said.status()).isEqualTo(201);
    assertThat(keyed.post(steering, "{\"kind\":\"instruct\",\"text\":\"Use B\"}").json())
        .isEqualTo(said.json());
    long id = said.json().path("id").asLong();
    assertThat(client.get(steering).json().get(0)).isEqualTo(said.json());
    assertThat(said.json().path("acknowledged_by").isNull()).isTrue();
    String acknowledge = steering + "/" + id + "/acknowledge";
    assertThat(client.post(acknowledge, "{\"agent\":\"ann\"}").status()).isEqualTo(200);
    assertThat(client.get(steering).json().at("/0/acknowledged_by").asString()).isEqualTo("ann");
    assertThat(client.post(steering + "/999999/acknowledge", "{\"agent\":\"ann\"}").status())
        .isEqualTo(404);
    assertThat(client.post(steering, "{\"kind\":\"dance\"}").status()).isEqualTo(422);
    assertThat(client.post(path("/tasks/t1/steering"), "{\"kind\":\"stop\"}").status())
        .isEqualTo(409);
    assertThat(client.get(path("/tasks/zz/steering")).status()).isEqualTo(404);
  }

  @Test
  void whatIsUnchangedIsNotSentAgain() throws Exception {
    Reply first = client.get(path("/tasks/t7"));
    String tag = first.header("ETag");

    Reply again = client.with("If-None-Match", "\"x\", " + tag).get(path("/tasks/t7"));
    assertThat(again.status()).isEqualTo(304);
    assertThat(again.response().body()).isEmpty();
    assertThat(again.header("ETag")).isEqualTo(tag);
    report("status", 7, "\"message\":\"news\"");
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

  private void create(String task) throws Exception {
    String body = "{\"title\":\"Seen\",\"task_id\":\"%s\"}".formatted(task);
    assertThat(client.post("/api/projects/seen-" + project + "/tasks", body).status())
        .isEqualTo(201);
  }

  @Test
  void aChangeIsMadeOnlyToWhatWasSeen() throws Exception {
    String task = "/api/projects/seen-" + project + "/tasks/once";
    create("once");
    String seen = client.get(task).header("ETag");
    Reply changed =
        client
            .with("If-Match", seen)
            .with("Idempotency-Key", "first-" + project)
            .send("PATCH", task, "{\"title\":\"First\"}");
    assertThat(changed.status()).as(changed.text()).isEqualTo(200);
    assertThat(changed.header("ETag"))
        .isEqualTo(client.get(task).header("ETag"))
        .isNotEqualTo(seen);

    Reply late = client.with("If-Match", seen).send("PATCH", task, "{\"title\":\"Late\"}");
    assertThat(late.status()).isEqualTo(412);
    assertThat(late.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(late.json().path("title").asString("")).isEqualTo("Precondition Failed");
    assertThat(late.json().path("detail").asString("")).contains("If-Match", "new ETag");
    assertThat(client.get(task).json().path("title").asString("")).isEqualTo("First");

    // A repeat of what was done gets the same answer, though the task is another by now.
    Reply repeated =
        client
            .with("If-Match", seen)
            .with("Idempotency-Key", "first-" + project)
            .send("PATCH", task, "{\"title\":\"First\"}");
    assertThat(repeated.status()).isEqualTo(200);
    assertThat(repeated.json()).isEqualTo(changed.json());

    for (String tags : List.of("W/\"x\", " + changed.header("ETag"), "*")) {
      assertThat(
              client.with("If-Match", tags).send("PATCH", task, "{\"title\":\"First\"}").status())
          .isEqualTo(200);
    }
    assertThat(client.send("PATCH", task, "{\"title\":\"Any\"}").status()).isEqualTo(200);
    assertThat(
            client
                .with("If-Match", "*")
                .send("PATCH", task + "-more", "{\"title\":\"A\"}")
                .status())
        .isEqualTo(404);
  }

  /** Of those who saw the same, one wins. */
  @Test
  void ofManyChangesToWhatWasSeenOneIsMade() throws Exception {
    String task = "/api/projects/seen-" + project + "/tasks/many";
    create("many");
    ApiClient seen = client.with("If-Match", client.get(task).header("ETag"));
    List<Callable<Integer>> changes = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      String title = "{\"title\":\"By " + i + "\"}";
      changes.add(() -> seen.send("PATCH", task, title).status());
    }
    List<Integer> statuses = new ArrayList<>();
    try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Integer> status : clients.invokeAll(changes)) {
        statuses.add(status.get());
      }
    }
    assertThat(statuses).containsOnlyOnce(200);
    assertThat(statuses.stream().filter(status -> status == 412)).hasSize(7);
  }
}
