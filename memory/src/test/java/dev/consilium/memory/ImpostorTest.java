package dev.consilium.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consilium.memory.fixtures.MigratedHome;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever listens at the port of an embedded server that has ended is not told its password. */
@NullMarked
class ImpostorTest {
  private static final int SSL_REQUEST = 80877103;
  private static final int GSS_REQUEST = 80877104;

  /** AuthenticationOk, CleartextPassword, MD5Password with its salt (PostgreSQL, 54.7). */
  private static final int OK = 0;

  private static final int CLEARTEXT = 3;
  private static final int MD5 = 5;

  @TempDir(factory = MigratedHome.class)
  Path home = Path.of("");

  private record Postmaster(ProcessHandle process, int port) {
    static Postmaster of(Path home) throws IOException {
      List<String> lines = Files.readAllLines(home.resolve("postgres/data-18/postmaster.pid"));
      return new Postmaster(
          ProcessHandle.of(Long.parseLong(lines.getFirst().strip())).orElseThrow(),
          Integer.parseInt(lines.get(3).strip()));
    }

    void kill() throws Exception {
      assertThat(process.destroyForcibly()).isTrue();
      var _ = process.onExit().get(30, TimeUnit.SECONDS);
    }
  }

  /** Asks the first who connects for a password, and keeps all that comes. */
  private static byte[] ask(ServerSocket listening, int authentication) throws IOException {
    try (Socket socket = listening.accept()) {
      DataInputStream in = new DataInputStream(socket.getInputStream());
      DataOutputStream out = new DataOutputStream(socket.getOutputStream());
      int length = in.readInt();
      int code = in.readInt();
      while (code == SSL_REQUEST || code == GSS_REQUEST) {
        out.writeByte('N');
        length = in.readInt();
        code = in.readInt();
      }
      in.skipNBytes(length - 8);
      out.writeByte('R');
      out.writeInt(authentication == MD5 ? 12 : 8);
      out.writeInt(authentication);
      if (authentication == MD5) {
        out.writeInt(42);
      }
      ByteArrayOutputStream said = new ByteArrayOutputStream();
      try {
        var _ = in.transferTo(said);
      } catch (SocketException e) {
        // The client hung up on it.
      }
      return said.toByteArray();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {OK, CLEARTEXT, MD5})
  @Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void hearsNoPasswordAndTheServerIsStartedAnew(int authentication) throws Exception {
    DatabaseConfig config =
        new DatabaseConfig(home, Optional.empty(), 1, SearchConfig.WORDS_ONLY, _ -> {});
    try (ConnectionSource source = new ConnectionSource(config)) {
      source.getConnection().close();
      Postmaster killed = Postmaster.of(home);
      killed.kill();
      try (ServerSocket impostor =
          new ServerSocket(killed.port(), 5, InetAddress.getLoopbackAddress())) {
        CompletableFuture<byte[]> heard = new CompletableFuture<>();
        var _ =
            Thread.ofVirtual()
                .start(() -> {
                  try {
                    heard.complete(ask(impostor, authentication));
                  } catch (IOException e) {
                    heard.completeExceptionally(e);
                  }
                });

        try (Connection connection = source.getConnection()) {
          assertThat(connection.isValid(10)).isTrue();
        }
        assertThat(Postmaster.of(home).port()).isNotEqualTo(killed.port());
        String password = Files.readString(home.resolve("postgres/password")).strip();
        assertThat(new String(heard.get(30, TimeUnit.SECONDS), StandardCharsets.ISO_8859_1))
            .doesNotContain(password)
            .doesNotContain("md5");
      }
    }
  }

  @Test
  void theServerAsksForNothingElse() throws IOException {
    assertThat(Files.readAllLines(home.resolve("postgres/data-18/pg_hba.conf")))
        .filteredOn(line -> !line.isBlank() && !line.startsWith("#"))
        .isNotEmpty()
        .allMatch(line -> line.endsWith("scram-sha-256"));
  }
}
