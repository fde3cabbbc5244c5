package dev.consilium.memory.vectors;

import dev.consilium.memory.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** A real Chroma server that can be killed, wiped and brought back. */
public final class ChromaServer implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(60);
  private static final int NOT_INSTALLED = 69;

  private final Path folder = TestDatabase.temporaryFolder();
  private final int port;
  private Process process;

  private ChromaServer() {
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    process = launch();
  }

  /** Where there is none, a test that needs it is skipped, unless everything is required. */
  public static ChromaServer start() throws InterruptedException {
    ChromaServer server = new ChromaServer();
    boolean up = server.awaitUp();
    if (!up && System.getenv("CONSILIUM_REQUIRE") == null) {
      Assumptions.abort("There is no Chroma; scripts/clients brings one.");
    }
    if (!up) {
      throw new IllegalStateException("Chroma did not start; see scripts/chroma");
    }
    return server;
  }

  private Process launch() {
    Path script = Path.of("..", "scripts", "chroma").toAbsolutePath().normalize();
    try {
      return new ProcessBuilder(script.toString(), folder.toString(), String.valueOf(port))
          .redirectErrorStream(true)
          .redirectOutput(folder.resolveSibling(folder.getFileName() + ".log").toFile())
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean awaitUp() throws InterruptedException {
    Instant end = Instant.now().plus(START);
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request = HttpRequest.newBuilder(url().resolve("/api/v2/heartbeat")).build();
      while (Instant.now().isBefore(end)) {
        if (!process.isAlive() && process.exitValue() == NOT_INSTALLED) {
          return false;
        }
        try {
          if (client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200) {
            return true;
          }
        } catch (IOException e) {
          // Not yet.
        }
        TimeUnit.MILLISECONDS.sleep(50);
      }
    }
    return false;
  }

  public URI url() {
    return URI.create("http://127.0.0.1:" + port);
  }

  public void kill() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    var _ = process.destroyForcibly().onExit().join();
  }

  public void wipe() throws IOException {
    TestDatabase.delete(folder);
    Path _ = Files.createDirectories(folder);
  }

  public void restart() throws InterruptedException {
    process = launch();
    if (!awaitUp()) {
      throw new IllegalStateException("Chroma did not start again");
    }
  }

  @Override
  public void close() throws IOException {
    kill();
    TestDatabase.delete(folder);
    boolean _ = Files.deleteIfExists(folder.resolveSibling(folder.getFileName() + ".log"));
  }
}
