package dev.consilium.transport.stdio;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consilium.schemas.json.Json;
import dev.consilium.schemas.rpc.RpcMessage;
import dev.consilium.transport.Peer;
import dev.consilium.transport.testing.Answers;
import dev.consilium.transport.testing.Hostile;
import dev.consilium.transport.testing.TestEngine;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class StdioServerTest {
  private static final int MAX_LINE = 4 << 20;

  private final TestEngine engine = new TestEngine();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  @Test
  void answersEachLineWithALine() {
    assertThat(serve(request(1, "echo") + "\n" + request(2, "echo") + "\n"))
        .containsExactly(result(1), result(2));
  }

  @Test
  void takesABomCarriageReturnsEmptyLinesAndALastLineWithoutEnd() {
    assertThat(
            serve(
                "\ufeff"
                    + request(1, "echo")
                    + "\r\n\r\n \t\n"
                    + request(2, "echo")
                    + "\r\n"
                    + request(3, "echo")))
        .containsExactly(result(1), result(2), result(3));
  }

  @Test
  void answersALineThatIsTooLongWithTheLimit() {
    List<String> lines = serve("x".repeat(MAX_LINE + 1) + "\n" + request(1, "echo") + "\n");

    assertThat(lines).hasSize(2);
    assertThat(lines.getFirst()).contains("\"id\":null", "-32600", "4194304 bytes");
    assertThat(lines.getLast()).isEqualTo(result(1));
  }

  @Test
  void answersWhatIsNoMessageWithAnError() {
    List<String> lines = serve("{\nnull\n{\"id\":7}\n" + request(1, "echo") + "\n");

    assertThat(lines.get(0)).contains("\"id\":null", "-32700");
    assertThat(lines.get(1)).contains("\"id\":null", "-32600");
    assertThat(lines.get(2)).contains("\"id\":7", "-32600");
    assertThat(lines.get(3)).isEqualTo(result(1));
  }

  @Test
  void answersBrokenUtf8WithAnError() {
    byte[] line = request(1, "echo\u00ff").getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);

    assertThat(serve(new ByteArrayInputStream(line))).singleElement().asString().contains("-32700");
  }

  @Test
  void answersABatchWithOneLineAndNotificationsWithNone() throws Exception {
    List<String> lines =
        serve(
            "{\"jsonrpc\":\"2.0\",\"method\":\"done\"}\n{\"jsonrpc\":\"2.0\",\"method\":\"refused\"}\n["
                + request(1, "echo")
                + ","
                + request(2, "later")
                + ",3]\n");

    assertThat(lines).hasSize(1);
    assertThat(lines.getFirst()).startsWith("[").contains(result(1), result(2), "-32600");
    assertThat(engine.unanswered()).isInstanceOf(RpcMessage.Notification.class);
  }

  @Test
  void hidesWhatTheEngineThrows() {
    assertThat(serve(request(1, "boom")))
        .singleElement()
        .asString()
        .contains("\"id\":1", "Internal error (")
        .doesNotContain("secret");
  }

  @Test
  void sendsMessagesOutsideOfRequestsAndBeforeAnswers() throws Exception {
    Thread running;
    try (PipedOutputStream client = new PipedOutputStream()) {
      running = start(new PipedInputStream(client), out, Duration.ofSeconds(5));
      engine.stream().send(TestEngine.notification("hello"));
      client.write((request(1, "progress") + "\n").getBytes(UTF_8));
    }
    running.join();

    assertThat(lines()).hasSize(5);
    assertThat(lines().getFirst()).contains("hello");
    assertThat(lines().getLast()).isEqualTo(result(1));
    assertThat(engine.awaitDisconnect()).isTrue();
  }

  @Test
  void oneClientIsOneConnection() throws Exception {
    Thread running;
    TestEngine.Held first;
    TestEngine.Held second;
    try (PipedOutputStream client = new PipedOutputStream()) {
      running = start(new PipedInputStream(client), out, Duration.ofSeconds(5));
      client.write((request(1, "hold") + "\n" + request(2, "hold") + "\n").getBytes(UTF_8));
      client.flush();
      first = engine.held();
      second = engine.held();
    }
    first.reply().finish(new RpcMessage.Result(first.request().id(), first.request().params()));
    second.reply().accept();
    running.join();

    assertThat(first.peer().transport()).isEqualTo(Peer.Transport.STDIO);
    assertThat(first.peer().principal().name()).isEqualTo("local");
    assertThat(first.peer().connection()).isSameAs(second.peer().connection());
    assertThat(lines()).as("what was received is answered after the end").hasSize(1);
  }

  @Test
  void tellsThatNobodyWaitsWhenTheTimeToDrainIsOver() throws Exception {
    Thread running =
        start(
            new ByteArrayInputStream(request(1, "hold").getBytes(UTF_8)),
            out,
            Duration.ofMillis(50));

    assertThat(engine.awaitDisconnect()).isTrue();
    running.join();
  }

  @Test
  void endsWhenNobodyReads() throws Exception {
    OutputStream broken =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("Broken pipe");
          }
        };
    try (PipedOutputStream client = new PipedOutputStream()) {
      Thread running = start(new PipedInputStream(client), broken, Duration.ofSeconds(5));
      client.write((request(1, "echo") + "\n").getBytes(UTF_8));
      client.flush();

      running.join();
    }
  }

  @Test
  void neverInterleavesLines() throws Exception {
    StringBuilder requests = new StringBuilder();
    for (int i = 0; i < 2_000; i++) {
      requests.append(request(i, "progress")).append('\n');
    }
    List<String> lines = serve(requests.toString());

    assertThat(lines).hasSize(8_000);
    lines.forEach(line -> assertThat(Json.MAPPER.readTree(line).isObject()).isTrue());
  }

  @Test
  void everyHostileLineIsAnsweredOrBlank() {
    Hostile hostile = new Hostile(new Random(20251125));
    for (int i = 0; i < 80; i++) {
      out.reset();
      ByteArrayOutputStream lines = new ByteArrayOutputStream();
      for (int line = 0; line < 50; line++) {
        lines.writeBytes(hostile.next());
        lines.write('\n');
      }
      serve(new ByteArrayInputStream(lines.toByteArray())).stream()
          .peek(line -> assertThat(line).doesNotContain("Internal error"))
          .forEach(Answers::assertWellFormed);
    }
  }

  private List<String> serve(String input) {
    return serve(new ByteArrayInputStream(input.getBytes(UTF_8)));
  }

  private List<String> serve(InputStream input) {
    new StdioServer(input, out, engine, MAX_LINE, Duration.ofSeconds(10)).run();
    return lines();
  }

  private Thread start(InputStream input, OutputStream output, Duration drain) {
    return Thread.ofPlatform()
        .start(() -> new StdioServer(input, output, engine, MAX_LINE, drain).run());
  }

  private List<String> lines() {
    return out.toString(UTF_8).lines().toList();
  }

  private static String request(int id, String method) {
    return """
    {"jsonrpc":"2.0","id":%d,"method":"%s","params":{}}\
    """
        .formatted(id, method);
  }

  private static String result(int id) {
    return """
    {"jsonrpc":"2.0","id":%d,"result":{}}\
    """
        .formatted(id);
  }
}
