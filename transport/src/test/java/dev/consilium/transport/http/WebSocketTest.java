package dev.consilium.transport.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consilium.schemas.access.Principal;
import dev.consilium.schemas.access.Scope;
import dev.consilium.transport.Gate;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class WebSocketTest {
  private static final String UPGRADE =
      """
      GET /ws HTTP/1.1\r
      Host: localhost\r
      Upgrade: websocket\r
      Connection: keep-alive, Upgrade\r
      Sec-WebSocket-Version: 13\r
      Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
      """;

  private final AtomicBoolean revoked = new AtomicBoolean();
  private TestServer server;

  @BeforeEach
  void start() throws Exception {
    server =
        new TestServer(
            TestServer.options(Duration.ofSeconds(30), Duration.ofSeconds(1)),
            head ->
                CompletableFuture.completedFuture(
                    revoked.get()
                        ? new Gate.Refused(401, "revoked", Map.of())
                        : new Gate.Admitted(new Principal("test", Scope.ALL))));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  /** What the JDK's client hears. */
  private static final class Heard implements WebSocket.Listener {
    private final LinkedBlockingQueue<String> texts = new LinkedBlockingQueue<>();
    private final CompletableFuture<String> closed = new CompletableFuture<>();
    private final StringBuilder text = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      text.append(data);
      if (last) {
        texts.add(text.toString());
        text.setLength(0);
      }
      socket.request(1);
      return CompletableFuture.completedStage(null);
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
      closed.complete(code + " " + reason);
      return CompletableFuture.completedStage(null);
    }

    String text() throws InterruptedException {
      return Objects.requireNonNull(texts.poll(20, TimeUnit.SECONDS), "no text");
    }

    String closed() throws Exception {
      return closed.get(20, TimeUnit.SECONDS);
    }
  }

  private WebSocket connect(Heard heard, String... protocols) {
    var builder = HttpClient.newHttpClient().newWebSocketBuilder();
    if (protocols.length > 0) {
      builder.subprotocols(protocols[0], protocols);
    }
    return builder
        .buildAsync(URI.create(server.server().url().replace("http", "ws") + "/ws"), heard)
        .join();
  }

  @Test
  void carriesTextsOfAnyLengthBothWaysAndOutlivesTheIdleTimeout() throws Exception {
    Heard heard = new Heard();
    WebSocket socket = connect(heard);
    for (String text :
        List.of("", "привет", "x".repeat(125), "x".repeat(126), "y".repeat(65_000))) {
      socket.sendText(text, true).join();
      assertThat(heard.text()).isEqualTo(text);
    }
    socket.sendText("in ", false).join();
    socket.sendText("parts", true).join();
    assertThat(heard.text()).isEqualTo("in parts");
    server
        .sockets()
        .next()
        .send(Parcel.frames(List.of("z".repeat(70_000).getBytes(UTF_8), "end".getBytes(UTF_8))));
    assertThat(heard.text()).hasSize(70_000);
    assertThat(heard.text()).isEqualTo("end");
    // Its own pings and the peer's pongs are all that happens meanwhile.
    assertThat(heard.closed.completeOnTimeout("open", 2, TimeUnit.SECONDS).get()).isEqualTo("open");
    socket.sendClose(WebSocket.NORMAL_CLOSURE, "bye").join();
    assertThat(server.sockets().closed.await(20, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void answersTheHandshakeAsTheSpecificationShowsIt() throws Exception {
    try (RawClient client = server.raw()) {
      RawClient.Response answer =
          client.send(UPGRADE + "Sec-WebSocket-Protocol: v3, v2\r\n\r\n").readHead();
      assertThat(answer.status()).isEqualTo(101);
      assertThat(answer.headers())
          .containsEntry("Sec-WebSocket-Accept", "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
          .containsEntry("Sec-WebSocket-Protocol", "v2");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          GET /ws           | POST /ws                              | 405 | Use GET
          Upgrade: websocket | Upgrade: h2c                         | 426 | speaks WebSocket
          keep-alive, Upgrade | keep-alive                          | 400 | Connection must be Upgrade
          Version: 13       | Version: 8                            | 426 | must be 13
          dGhlIHNhbXBsZSBub25jZQ== | c2hvcnQ=                       | 400 | Sec-WebSocket-Key
          dGhlIHNhbXBsZSBub25jZQ== | ?                              | 400 | Sec-WebSocket-Key
          /ws HTTP          | /ws?refuse HTTP                       | 400 | not like this
          /ws HTTP          | /nothing HTTP                         | 404 | Nothing is at this path
          """)
  void refusesWhatIsNoHandshake(String part, String wrong, int status, String said)
      throws Exception {
    try (RawClient client = server.raw()) {
      RawClient.Response answer = client.send(UPGRADE.replace(part, wrong) + "\r\n").read();
      assertThat(answer.status()).isEqualTo(status);
      assertThat(answer.body()).contains(said);
    }
  }

  private static byte[] frame(int first, boolean masked, byte[] payload) {
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    frame.write(first);
    frame.write((masked ? 0x80 : 0) | payload.length);
    if (masked) {
      frame.writeBytes(new byte[4]);
    }
    frame.writeBytes(payload);
    return frame.toByteArray();
  }

  @ParameterizedTest
  @CsvSource({"not masked, 129, false", "reserved bits, 193, true", "unknown opcode, 131, true"})
  void endsWithWhoBreaksTheProtocol(String what, int first, boolean masked) throws Exception {
    try (RawClient client = server.raw()) {
      client.send(UPGRADE + "\r\n").readHead();
      client.send(frame(first, masked, "hi".getBytes(UTF_8)));
      assertThat(client.readClose()).as(what).isEqualTo(1002);
    }
    assertThat(server.sockets().closed.await(20, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void endsWithWhoSendsTextThatIsNone() throws Exception {
    try (RawClient client = server.raw()) {
      client.send(UPGRADE + "\r\n").readHead();
      client.send(frame(129, true, new byte[] {(byte) 0xC3, (byte) 0x28}));
      assertThat(client.readClose()).isEqualTo(1007);
    }
  }

  @Test
  void aListenerThatFailsShowsNothingOfIt() throws Exception {
    Heard heard = new Heard();
    WebSocket socket = connect(heard);
    socket.sendText("throw", true).join();
    assertThat(heard.closed()).startsWith("1011 Internal error (").doesNotContain("secret");
  }

  @Test
  void whoseKeyIsRevokedIsShownOut() throws Exception {
    Heard heard = new Heard();
    connect(heard);
    revoked.set(true);
    assertThat(heard.closed()).isEqualTo("1008 revoked");
  }

  @Test
  void whoAnswersNoPingIsGone() throws Exception {
    try (RawClient client = server.raw()) {
      client.send(UPGRADE + "\r\n").readHead();
      assertThat(server.sockets().closed.await(20, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void whoDoesNotReadIsNotReadyAndCutOffWhenMoreIsSent() throws Exception {
    try (RawClient client = server.raw()) {
      client.send(UPGRADE + "\r\n").readHead();
      Outlet outlet = server.sockets().next();
      Parcel parcel = Parcel.frame("x".repeat(60_000));
      int sent = 0;
      while (outlet.isReady()) {
        outlet.send(parcel);
        sent++;
        assertThat(sent).as("its system takes no more").isLessThan(10_000);
      }
      for (int i = 0; i < 100; i++) {
        outlet.send(parcel);
      }
      assertThat(server.sockets().closed.await(20, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void tellsWhenASlowReaderHasCaughtUp() throws Exception {
    Heard heard = new Heard();
    connect(heard);
    Outlet outlet = server.sockets().next();
    Parcel parcel = Parcel.frame("x".repeat(60_000));
    for (int round = 0; round < 20; round++) {
      while (outlet.isReady()) {
        outlet.send(parcel);
      }
      assertThat(server.sockets().ready.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void goesAwayInOrderWhenTheServerStops() throws Exception {
    Heard heard = new Heard();
    connect(heard);
    server.server().close();
    assertThat(heard.closed()).startsWith("1001 The server stops");
  }

  @Test
  void templatesComeBeforePrefixes() throws Exception {
    assertThat(PathTemplate.of("/a/{b}/c").matches("/a/x/c")).isTrue();
    assertThat(PathTemplate.of("/a/{b}/c").matches("/a//c")).isFalse();
    assertThat(PathTemplate.of("/a/{b}/c").matches("/a/x/d")).isFalse();
    assertThat(PathTemplate.of("/a/{b}/c").matches("/a/x/c/d")).isFalse();
    assertThat(server.send(server.request("/api/things/x/parts")).statusCode()).isEqualTo(200);
  }
}
