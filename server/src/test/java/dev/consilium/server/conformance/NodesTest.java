package dev.consilium.server.conformance;

import static dev.consilium.server.conformance.FixtureTool.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consilium.memory.Database;
import dev.consilium.memory.DatabaseConfig;
import dev.consilium.memory.SearchConfig;
import dev.consilium.memory.fixtures.MigratedHome;
import dev.consilium.schemas.json.Json;
import dev.consilium.server.engine.Engine;
import dev.consilium.server.testing.Events;
import dev.consilium.server.testing.Http;
import dev.consilium.tools.LogLevel;
import dev.consilium.tools.RegisteredTool;
import dev.consilium.transport.http.HttpServer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Two nodes on one database serve the same legacy sessions, whichever gets a message. */
class NodesTest {
  private static final byte[] KEY = new byte[32];
  private static final String ACCEPT = "{\"action\":\"accept\",\"content\":{\"response\":\"yes\"}}";

  @TempDir(factory = MigratedHome.class)
  static Path home;

  private static Node here;
  private static Node there;

  /** One of them, and what its tools do. */
  private static final class Node implements AutoCloseable {
    final CountDownLatch cancelled = new CountDownLatch(1);
    final Semaphore steps = new Semaphore(0);
    final Database database;
    final Engine engine;
    final HttpServer server;

    Node() throws Exception {
      database =
          new Database(
              new DatabaseConfig(home, Optional.empty(), 4, SearchConfig.DEFAULT, _ -> {}));
      database.awaitReady();
      engine = ConformanceHost.engine(database, tools(), KEY, Optional.of(database));
      server = ConformanceHost.serve(database, home, 0, engine);
    }

    private List<RegisteredTool> tools() {
      return List.of(
          FixtureTool.of(
              "ask",
              "Asks the user",
              (_, context) ->
                  text(
                      "answer: "
                          + context
                              .inputs()
                              .ask("q", Fixture.form("Well?", "response"))
                              .at("/content/response")
                              .asString(""))),
          FixtureTool.of(
              "log",
              "Logs",
              (_, context) -> {
                context.log(LogLevel.INFO, "test", JsonNodeFactory.instance.stringNode("hello"));
                return text("logged");
              }),
          FixtureTool.of(
              "wait",
              "Waits to be cancelled",
              (_, context) -> {
                context.progress(1, null, "begun");
                context.cancellation().onCancel(cancelled::countDown);
                cancelled.await();
                return text("cancelled");
              }),
          FixtureTool.of(
              "steps",
              "Tells of each step that the test lets it take",
              (_, context) -> {
                for (int step = 1; step <= 3; step++) {
                  steps.acquire();
                  context.progress(step, 3.0, "step " + step);
                }
                steps.acquire();
                return text("all steps");
              }));
    }

    String url() {
      return server.url() + "/mcp";
    }

    @Override
    public void close() {
      engine.close();
      server.close();
      database.close();
    }
  }

  @BeforeAll
  static void start() throws Exception {
    here = new Node();
    there = new Node();
  }

  @AfterAll
  static void stop() {
    there.close();
    here.close();
  }

  private static Http session() throws Exception {
    var response =
        Http.to(here.url())
            .post(
                """
                {"jsonrpc":"2.0","id":0,"method":"initialize","params":{
                "protocolVersion":"2025-11-25","capabilities":{"elicitation":{}},
                "clientInfo":{"name":"test","version":"1"}}}\
                """);
    return Http.to(here.url())
        .with("Mcp-Session-Id", response.headers().firstValue("Mcp-Session-Id").orElseThrow())
        .with("MCP-Protocol-Version", "2025-11-25");
  }

  private static Events call(Http session, String url, String tool) throws Exception {
    return Events.post(
        url,
        """
        {"jsonrpc":"2.0","id":"call","method":"tools/call","params":{"name":"%s","arguments":{},
        "_meta":{"progressToken":"p"}}}\
        """
            .formatted(tool),
        session.headerList());
  }

  private static String answer(JsonNode response) {
    return response.at("/result/content/0/text").asString("");
  }

  @Test
  void anAnswerReachesTheNodeThatAsked() throws Exception {
    Http session = session();
    try (Events call = call(session, here.url(), "ask")) {
      JsonNode request = call.message();
      assertThat(request.path("method").asString("")).isEqualTo("elicitation/create");

      var accepted =
          session
              .at(there.url())
              .post(
                  "{\"jsonrpc\":\"2.0\",\"id\":%s,\"result\":%s}"
                      .formatted(request.path("id"), ACCEPT));

      assertThat(accepted.statusCode()).isEqualTo(202);
      assertThat(answer(call.message())).isEqualTo("answer: yes");
    }
  }

  @Test
  void aCancellationReachesTheNodeThatWorks() throws Exception {
    Http session = session();
    try (Events call = call(session, here.url(), "wait")) {
      assertThat(call.message().path("method").asString("")).isEqualTo("notifications/progress");

      int status =
          session
              .at(there.url())
              .post(
                  "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\","
                      + "\"params\":{\"requestId\":\"call\"}}")
              .statusCode();

      assertThat(status).isEqualTo(202);
      assertThat(here.cancelled.await(30, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void aLogLevelHoldsOnAllNodes() throws Exception {
    Http session = session();
    assertThat(session.call("logging/setLevel", "{\"level\":\"error\"}").has("result")).isTrue();

    // The news takes a moment, and nothing tells when it has arrived.
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    String body;
    do {
      body =
          session
              .at(there.url())
              .post(
                  "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"log\"}}")
              .body();
    } while (body.contains("notifications/message") && System.nanoTime() < deadline);

    assertThat(body).contains("logged").doesNotContain("notifications/message");
  }

  @Test
  void aClientGoesOnWithItsStreamAtAnotherNode() throws Exception {
    Http session = session();
    String lastId;
    here.steps.release(2);
    try (Events call = call(session, here.url(), "steps")) {
      Events.Event event = call.next();
      while (!event.data().contains("step 1")) {
        event = call.next();
      }
      lastId = event.id();
    }

    try (Events again = Events.get(there.url(), session.headerList("Last-Event-ID", lastId))) {
      assertThat(again.message().at("/params/message").asString("")).isEqualTo("step 2");
      here.steps.release(2);
      assertThat(again.message().at("/params/message").asString("")).isEqualTo("step 3");
      Events.Event end = again.next();
      assertThat(answer(end.json())).isEqualTo("all steps");
      assertThat(end.id()).startsWith(lastId.substring(0, lastId.lastIndexOf('_')));
      assertThat(again.rest()).isEmpty();
    }
  }

  @Test
  void aStreamBelongsToItsSession() throws Exception {
    Http session = session();
    Http other = session();
    String lastId;
    there.steps.release(1);
    try (Events call = call(session, there.url(), "steps")) {
      Events.Event event = call.next();
      while (event.data().isEmpty()) {
        event = call.next();
      }
      lastId = event.id();
      try (Events thief = Events.get(here.url(), other.headerList("Last-Event-ID", lastId));
          Events owner = Events.get(here.url(), session.headerList("Last-Event-ID", lastId))) {
        there.steps.release(3);
        assertThat(owner.message().at("/params/message").asString("")).isEqualTo("step 2");
        assertThat(owner.rest()).hasSize(2);
        assertThat(thief.waiting()).isEmpty();
      }
    }
  }

  @Test
  void aLostConnectionIsTakenUpAtTheSameNode() throws Exception {
    Http session = session();
    String lastId;
    there.steps.release(1);
    try (Events call = call(session, there.url(), "steps")) {
      Events.Event event = call.next();
      while (event.data().isEmpty()) {
        event = call.next();
      }
      lastId = event.id();
    }
    there.steps.release(3);
    try (Events again = Events.get(there.url(), session.headerList("Last-Event-ID", lastId))) {
      List<JsonNode> rest = again.rest().map(Events.Event::json).toList();

      assertThat(rest).hasSize(3);
      assertThat(answer(rest.getLast())).isEqualTo("all steps");
      assertThat(Json.MAPPER.writeValueAsString(rest)).doesNotContain("step 1");
    }
  }
}
