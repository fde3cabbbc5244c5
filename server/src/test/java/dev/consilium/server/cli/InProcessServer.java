package dev.consilium.server.cli;

import dev.consilium.memory.fixtures.HomeTemplate;
import dev.consilium.server.config.Config;
import dev.consilium.server.config.ConfigSources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.NullMarked;

/**
 * {@code consilium serve} in this JVM: everything of the program but the process. For all tests
 * that do not look at the process itself, its streams or its exit.
 */
@NullMarked
public final class InProcessServer implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 60;

  private final String url;
  private final CountDownLatch stop;
  private final CompletableFuture<Integer> ended;

  private InProcessServer(String url, CountDownLatch stop, CompletableFuture<Integer> ended) {
    this.url = url;
    this.stop = stop;
    this.ended = ended;
  }

  /** A server on a free port, once it listens. A home that is empty gets a migrated database. */
  public static InProcessServer serve(Path home, String... flags) throws IOException {
    if (!Files.exists(home.resolve("postgres"))) {
      var _ = HomeTemplate.fill(home);
    }
    CompletableFuture<String> url = new CompletableFuture<>();
    CountDownLatch stop = new CountDownLatch(1);
    ServeCommand command =
        new ServeCommand(
            url::complete,
            closings -> {
              stop.await();
              for (Runnable closing : closings) {
                closing.run();
              }
            });
    List<String> words = new ArrayList<>(List.of("--port", "0", "--home", home.toString()));
    words.addAll(List.of(flags));
    Arguments arguments = Arguments.parse(command, words);
    Config config =
        ConfigSources.load(
            arguments.flags(), System.getenv(), Path.of(System.getProperty("user.home")));
    CompletableFuture<Integer> ended = new CompletableFuture<>();
    Thread.ofPlatform()
        .name("consilium serve")
        .daemon()
        .start(() -> {
          try {
            ended.complete(command.run(config, List.of()));
          } catch (Throwable e) {
            ended.completeExceptionally(e);
            url.completeExceptionally(e);
          }
        });
    return new InProcessServer(await(url, "start"), stop, ended);
  }

  public String url() {
    return url;
  }

  @Override
  public void close() throws IOException {
    stop.countDown();
    int status = await(ended, "stop");
    if (status != 0) {
      throw new IOException("the server ended with " + status);
    }
  }

  private static <T> T await(CompletableFuture<T> result, String what) throws IOException {
    try {
      return result.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new IOException("the server did not " + what, e.getCause());
    } catch (TimeoutException e) {
      throw new IOException("the server did not " + what + " in " + PATIENCE_SECONDS + " s", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }
}
