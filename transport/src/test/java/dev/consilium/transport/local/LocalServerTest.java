package dev.consilium.transport.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class LocalServerTest {
  private static final Duration LONG = Duration.ofMinutes(1);

  @TempDir Path home;
  private Path socket;

  @BeforeEach
  void place() throws IOException {
    socket = Place.of(home, "key").socket();
  }

  private CompletableFuture<String> run(LocalServer server) {
    CompletableFuture<String> ended = new CompletableFuture<>();
    ByteArrayOutputStream stdout = new ByteArrayOutputStream();
    var _ =
        Thread.ofVirtual()
            .start(() -> {
              try {
                server.run(stdout, LocalServerTest::echo);
                ended.complete(stdout.toString(UTF_8));
              } catch (IOException | InterruptedException e) {
                ended.completeExceptionally(e);
              }
            });
    return ended;
  }

  private static void echo(InputStream in, OutputStream out) {
    try {
      long _ = in.transferTo(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void say(SocketChannel channel, String text) throws IOException {
    int _ = channel.write(ByteBuffer.wrap((text + "\n").getBytes(UTF_8)));
  }

  private static BufferedReader reader(SocketChannel channel) {
    return new BufferedReader(Channels.newReader(channel, UTF_8));
  }

  @Test
  void eachClientHasAConversationOfItsOwn() throws Exception {
    try (LocalServer server = LocalServer.listen(socket, LONG)) {
      var _ = run(server);
      try (SocketChannel one = LocalServer.connect(socket);
          SocketChannel two = LocalServer.connect(socket)) {
        say(one, "one");
        say(two, "two");
        assertThat(reader(two).readLine()).isEqualTo("two");
        assertThat(reader(one).readLine()).isEqualTo("one");
        var _ = one.shutdownOutput();
        assertThat(reader(one).readLine()).isNull();
        say(two, "still there");
        assertThat(reader(two).readLine()).isEqualTo("still there");
      }
    }
  }

  @Test
  void everyReaderIsToldWhatTheServerSays() throws Exception {
    try (LocalServer server = LocalServer.listen(socket, LONG)) {
      var _ = run(server);
      // It reads nothing, and holds up nobody: more is said than a socket takes.
      try (SocketChannel _ = Purpose.DIAGNOSTICS.connect(socket);
          SocketChannel one = Purpose.DIAGNOSTICS.connect(socket);
          SocketChannel two = Purpose.DIAGNOSTICS.connect(socket)) {
        byte[] line = ("x".repeat(9_999) + "\n").getBytes(UTF_8);
        for (int i = 0; i < 500; i++) {
          server.diagnostics().write(line);
        }
        for (SocketChannel each : List.of(one, two)) {
          BufferedReader said = reader(each);
          for (int i = 0; i < 500; i++) {
            assertThat(said.readLine()).hasSize(9_999);
          }
          server.diagnostics().write("last words\n".getBytes(UTF_8));
          var _ = each.shutdownOutput();
          assertThat(said.lines()).contains("last words");
        }
      }
    }
  }

  @Test
  void itEndsWhenNobodyHasBeenThereForAWhile() throws Exception {
    Duration linger = Duration.ofMillis(200);
    try (LocalServer server = LocalServer.listen(socket, linger)) {
      CompletableFuture<String> ended = run(server);
      try (SocketChannel client = LocalServer.connect(socket)) {
        assertThatExceptionOfType(TimeoutException.class)
            .isThrownBy(() -> ended.get(3 * linger.toMillis(), TimeUnit.MILLISECONDS));
        say(client, "still there");
        assertThat(reader(client).readLine()).isEqualTo("still there");
      }
      assertThat(ended.get()).isEqualTo("ready\n");
    }
    assertThat(socket).doesNotExist();
    assertThatIOException().isThrownBy(() -> Joined.at(socket));
  }

  @Test
  void aServerThatNobodyComesToEndsToo() throws Exception {
    try (LocalServer server = LocalServer.listen(socket, Duration.ofMillis(1))) {
      assertThat(run(server).get()).isEqualTo("ready\n");
    }
  }

  @Test
  void whatIsNoRelayIsNotServed() throws Exception {
    try (LocalServer server = LocalServer.listen(socket, LONG)) {
      var _ = run(server);
      try (SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
        int _ = client.write(ByteBuffer.wrap(new byte[] {'G'}));
        assertThat(reader(client).read()).isEqualTo(-1);
      }
    }
  }

  @Test
  void theSocketOfAServerThatWasKilledIsReplaced() throws Exception {
    try (ServerSocketChannel killed = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      var _ = killed.bind(UnixDomainSocketAddress.of(socket));
    }
    assertThat(socket).exists();
    assertThatIOException().isThrownBy(() -> Joined.at(socket));
    try (LocalServer server = LocalServer.listen(socket, LONG)) {
      var _ = run(server);
      try (SocketChannel client = LocalServer.connect(socket)) {
        say(client, "new");
        assertThat(reader(client).readLine()).isEqualTo("new");
      }
    }
  }

  @Test
  void theFolderIsTheUsersAloneHoweverLongItsName() throws Exception {
    Path far = Files.createDirectories(home.resolve("x".repeat(120)));
    Path near = Place.of(far, "key").socket();
    assertThat(near.toString()).hasSizeLessThan(100).endsWith("key.socket");
    for (Path folder : List.of(near.getParent(), socket.getParent())) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
          .isEqualTo("rwx------");
    }
    assertThat(Place.of(far, "key").socket()).isEqualTo(near);
    assertThat(Place.of(Files.createDirectories(home.resolve("y".repeat(120))), "key").socket())
        .isNotEqualTo(near);
  }
}
