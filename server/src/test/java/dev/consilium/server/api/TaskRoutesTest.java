package dev.consilium.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consilium.schemas.json.Json;
import dev.consilium.server.cli.InProcessServer;
import dev.consilium.server.testing.ApiClient;
import dev.consilium.server.testing.ApiClient.Reply;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/**
 * What REST tells of tasks and of their projects, and how people steer by it, against the whole
 * program.
 */
@NullMarked
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TaskRoutesTest {
  @AutoClose private final InProcessServer server;
  private final ApiClient client;
  private final String project = "shop-" + UUID.randomUUID();

  TaskRoutesTest(@TempDir Path home) throws Exception {
    server = InProcessServer.serve(home);
    client = ApiClient.to(server.url());
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

  private String path(String more) {
    return "/api/projects/" + project + more;
  }

  private List<String> ids(Reply reply) {
    assertThat(reply.status()).as(reply.text()).isEqualTo(200);
    return reply.json().findValuesAsString("task_id");
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
}
