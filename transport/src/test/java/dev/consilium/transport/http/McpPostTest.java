package dev.consilium.transport.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consilium.schemas.rpc.RpcMessage;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class McpPostTest {
  private static final String ECHO =
      """
      {"jsonrpc":"2.0","id":1,"method":"echo","params":{"a":1}}\
      """;
  private static final String ECHOED =
      """
      {"jsonrpc":"2.0","id":1,"result":{"a":1}}\
      """;

  private TestServer server;

  @BeforeEach
  void start() throws Exception {
    server = new TestServer();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"echo", "later"})
  void answersARequestAsJson(String method) throws Exception {
    HttpResponse<String> response = server.send(server.post(ECHO.replace("echo", method)));

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
    assertThat(response.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
    assertThat(response.body()).isEqualTo(ECHOED);
  }

  @Test
  void sendsTheHeadersOfAnAnswer() throws Exception {
    HttpResponse<String> response = server.send(server.post(ECHO.replace("echo", "initialize")));

    assertThat(response.headers().firstValue("Mcp-Session-Id")).hasValue("s-1");
  }

  @Test
  void turnsIntoAnEventStreamWhenSomethingIsSentBeforeTheAnswer() throws Exception {
    HttpResponse<String> response = server.send(server.post(ECHO.replace("echo", "progress")));

    assertThat(response.headers().firstValue("Content-Type")).hasValue("text/event-stream");
    assertThat(response.headers().firstValue("Cache-Control")).hasValue("no-store");
    assertThat(response.body())
        .isEqualTo(event(note("n0")) + event(note("n1")) + event(note("n2")) + event(ECHOED));
  }

  @Test
  void acceptsWhatHasNoAnswer() throws Exception {
    HttpResponse<String> response =
        server.send(server.post("{\"jsonrpc\":\"2.0\",\"method\":\"done\"}"));

    assertThat(response.statusCode()).isEqualTo(202);
    assertThat(response.body()).isEmpty();
    assertThat(server.engine().unanswered()).isInstanceOf(RpcMessage.Notification.class);
  }

  @Test
  void refusesWithTheStatusTheEngineSays() throws Exception {
    HttpResponse<String> request = server.send(server.post(ECHO.replace("echo", "refused")));
    HttpResponse<String> notification =
        server.send(server.post("{\"jsonrpc\":\"2.0\",\"method\":\"refused\"}"));

    assertThat(request.statusCode()).isEqualTo(404);
    assertThat(request.body()).contains("\"id\":1,\"error\":{\"code\":-32001");
    assertThat(notification.statusCode()).isEqualTo(404);
  }

  @Test
  void hidesWhatTheEngineThrows() throws Exception {
    HttpResponse<String> response = server.send(server.post(ECHO.replace("echo", "boom")));

    assertThat(response.statusCode()).isEqualTo(500);
    assertThat(response.body())
        .contains("\"id\":1", "-32603", "Internal error (")
        .doesNotContain("secret");
  }

  @Test
  void tellsTheEngineWhoSentIt() throws Exception {
    Thread.startVirtualThread(() -> {
      try {
        var held = server.engine().held();
        assertThat(held.peer().principal().name()).isEqualTo("alice");
        held.reply()
            .finish(
                new RpcMessage.Failure(
                    held.request().id(),
                    dev.consilium.schemas.rpc.RpcError.of(
                        1,
                        held.peer().principal().name()
                            + held.peer().sessionId().orElse("-")
                            + held.peer().protocolVersion().orElse("-")
                            + held.peer().toolSets().orElse("-"))));
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    });
    HttpResponse<String> response =
        server.send(
            server
                .request("/mcp?tools=tasks,council")
                .header("Content-Type", "application/json; charset=utf-8")
                .header("X-Key", "alice")
                .header("Mcp-Session-Id", "/s/")
                .header("MCP-Protocol-Version", "v/")
                .header("X-Consilium-Tools", "other")
                .POST(HttpRequest.BodyPublishers.ofString(ECHO.replace("echo", "hold"))));

    assertThat(response.body()).contains("alice/s/v/tasks,council");
  }

  @Test
  void answersABatchWithOneArray() throws Exception {
    HttpResponse<String> response =
        server.send(
            server.post(
                "["
                    + ECHO
                    + ",7,"
                    + ECHO.replace("echo", "later")
                    + ",{\"jsonrpc\":\"2.0\","
                    + "\"method\":\"done\"},{\"jsonrpc\":\"2.0\",\"id\":9,\"error\":{\"code\":1,"
                    + "\"message\":\"no\"}}]"));

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body())
        .startsWith("[")
        .contains(ECHOED, "\"id\":null,\"error\":{\"code\":-32600")
        .doesNotContain("\"message\":\"no\"");
    assertThat(server.engine().unanswered()).isInstanceOf(RpcMessage.Notification.class);
    assertThat(server.engine().unanswered()).isInstanceOf(RpcMessage.Failure.class);
  }

  @Test
  void streamsABatchOnceSomethingIsSent() throws Exception {
    HttpResponse<String> response =
        server.send(server.post("[" + ECHO + "," + ECHO.replace("echo", "progress") + "]"));

    assertThat(response.headers().firstValue("Content-Type")).hasValue("text/event-stream");
    assertThat(response.body())
        .contains(event(note("n0")), event(note("n2")))
        .endsWith(event(ECHOED));
    assertThat(response.body().split("\"result\"", -1)).hasSize(3);
  }

  @Test
  void acceptsABatchWithoutRequestsAndRefusesOneTheEngineRefuses() throws Exception {
    String batch = "[{\"jsonrpc\":\"2.0\",\"method\":\"done\"}]";

    assertThat(server.send(server.post(batch)).statusCode()).isEqualTo(202);
    assertThat(server.send(server.post(batch).header("MCP-Protocol-Version", "2025-06-18")).body())
        .contains("No batches");
    assertThat(server.send(server.post(batch.replace("done", "refused"))).statusCode())
        .isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {                                         | -32700 | null
          nonsense                                  | -32700 | null
          {"jsonrpc":"2.0","id":1,"method":"a"} x   | -32700 | null
          {"id":"q","method":"a"}                   | -32600 | "q"
          {"jsonrpc":"2.0","id":4}                  | -32600 | 4
          {"jsonrpc":"2.0","id":null,"method":"a"}  | -32600 | null
          []                                        | -32600 | null
          42                                        | -32600 | null
          """)
  void answersWhatIsNoMessageWith400(String body, int code, String id) throws Exception {
    try (RawClient client = server.raw()) {
      RawClient.Response response = client.post(body).read();

      assertThat(response.status()).isEqualTo(400);
      assertThat(response.body()).contains("\"id\":" + id + ",\"error\":{\"code\":" + code);
      assertThat(client.post(ECHO).read().body()).as("the connection goes on").isEqualTo(ECHOED);
    }
  }

  @Test
  void answersBrokenUtf8With400() throws Exception {
    byte[][] broken = {{(byte) 0xC3, '('}, {(byte) 0xED, (byte) 0xA0, (byte) 0x80}, {(byte) 0xFF}};
    try (RawClient client = server.raw()) {
      for (byte[] bytes : broken) {
        byte[] body = ECHO.replace("\"a\":1", "\"a\":\"????\"").getBytes(UTF_8);
        System.arraycopy(bytes, 0, body, new String(body, UTF_8).indexOf('?'), bytes.length);
        RawClient.Response response = client.post("", body).read();

        assertThat(response.status()).isEqualTo(400);
        assertThat(response.body()).contains("-32700");
      }
      assertThat(client.post(ECHO).read().body()).isEqualTo(ECHOED);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          text/plain       | application/json, text/event-stream | 415
          ''               | application/json, text/event-stream | 415
          application/json | application/json                    | 406
          application/json | text/event-stream                   | 406
          application/json | text/html                           | 406
          application/json | */*;q=0                             | 406
          application/json | */*                                 | 200
          application/json | ''                                  | 200
          APPLICATION/JSON; charset=UTF-8 | application/*, text/event-stream;q=0.5 | 200
          """)
  void looksAtContentTypeAndAccept(String contentType, String accept, int status) throws Exception {
    HttpRequest.Builder request =
        server.request("/mcp").POST(HttpRequest.BodyPublishers.ofString(ECHO));
    if (!contentType.isEmpty()) {
      request.header("Content-Type", contentType);
    }
    if (!accept.isEmpty()) {
      request.header("Accept", accept);
    }
    HttpResponse<String> response = server.send(request);

    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
  }

  @Test
  void otherMethodsAreNotAllowed() throws Exception {
    HttpResponse<String> response =
        server.send(server.request("/mcp").PUT(HttpRequest.BodyPublishers.ofString("x")));

    assertThat(response.statusCode()).isEqualTo(405);
    assertThat(response.headers().firstValue("Allow")).hasValue("GET, POST, DELETE, OPTIONS");
  }

  @Test
  void deleteEndsTheSession() throws Exception {
    assertThat(server.send(server.request("/mcp").DELETE()).statusCode()).isEqualTo(404);
    assertThat(
            server.send(server.request("/mcp").header("Mcp-Session-Id", "s").DELETE()).statusCode())
        .isEqualTo(200);
  }

  private static String note(String text) {
    return """
    {"jsonrpc":"2.0","method":"note","params":{"text":"%s"}}\
    """
        .formatted(text);
  }

  private static String event(String json) {
    return "event: message\ndata: " + json + "\n\n";
  }
}
