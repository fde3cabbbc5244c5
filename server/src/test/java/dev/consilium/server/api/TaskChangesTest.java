package dev.consilium.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consilium.server.cli.InProcessServer;
import dev.consilium.server.testing.ApiClient;
import dev.consilium.server.testing.ApiClient.Reply;
import dev.consilium.server.testing.Http;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What REST creates and changes of tasks, against the whole program. */
@NullMarked
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TaskChangesTest {
  @AutoClose private final InProcessServer server;
  private final ApiClient client;
  private final String project = "shop-" + UUID.randomUUID();

  TaskChangesTest(@TempDir Path home) throws Exception {
    server = InProcessServer.serve(home);
    client = ApiClient.to(server.url());
  }

  private String path(String more) {
    return "/api/projects/" + project + more;
  }

  private void create(String task) throws Exception {
    String body = "{\"title\":\"Seen\",\"task_id\":\"%s\"}".formatted(task);
    assertThat(client.post(path("/tasks"), body).status()).isEqualTo(201);
  }

  @Test
  void tasksAreCreatedAndChanged() throws Exception {
    create("t5");
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
            Http.to(server.url() + "/mcp")
                .initialized("2025-11-25")
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
  void aChangeIsMadeOnlyToWhatWasSeen() throws Exception {
    String task = path("/tasks/once");
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
    String task = path("/tasks/many");
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
