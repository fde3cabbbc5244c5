package dev.consilium.server.testing;

import dev.consilium.schemas.json.Json;
import dev.consilium.transport.RequestHandler;
import dev.consilium.transport.stdio.StdioServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.NullMarked;
import tools.jackson.databind.JsonNode;

/** A client on the other end of the stdio transport, that says exactly what a test wants. */
@NullMarked
public final class Lines implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 30;

  private final OutputStream toServer;
  private final LinkedBlockingQueue<JsonNode> heard = new LinkedBlockingQueue<>();
  private final List<JsonNode> kept = new ArrayList<>();
  private final Thread server;

  public Lines(RequestHandler engine) throws IOException {
    Pipe in = Pipe.open();
    Pipe out = Pipe.open();
    toServer = Channels.newOutputStream(in.sink());
    InputStream stdin = Channels.newInputStream(in.source());
    OutputStream stdout = Channels.newOutputStream(out.sink());
    BufferedReader lines =
        new BufferedReader(Channels.newReader(out.source(), StandardCharsets.UTF_8));
    Thread.ofVirtual()
        .start(() -> lines.lines().forEach(line -> heard.add(Json.MAPPER.readTree(line))));
    server =
        Thread.ofPlatform()
            .start(() -> {
              new StdioServer(stdin, stdout, engine, 1 << 20).run();
              try {
                stdout.close();
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
  }

  public void say(String line) throws IOException {
    say(line.replace("\n", "").getBytes(StandardCharsets.UTF_8));
  }

  public void say(byte[] line) throws IOException {
    toServer.write(line);
    toServer.write('\n');
    toServer.flush();
  }

  /** The first message that fits; the others are kept for later. */
  public JsonNode hear(Predicate<JsonNode> wanted) throws InterruptedException {
    for (JsonNode message : kept) {
      if (wanted.test(message)) {
        kept.remove(message);
        return message;
      }
    }
    while (true) {
      JsonNode message = heard.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (message == null) {
        throw new AssertionError("nothing more was said; before: " + kept);
      }
      if (wanted.test(message)) {
        return message;
      }
      kept.add(message);
    }
  }

  /** Sends a request and hears its answer. */
  public JsonNode ask(int id, String method, String params)
      throws IOException, InterruptedException {
    say(
        "{\"jsonrpc\":\"2.0\",\"id\":%d,\"method\":\"%s\",\"params\":%s}"
            .formatted(id, method, params));
    return hear(message -> message.path("id").asInt(-1) == id && !message.has("method"));
  }

  /** Ends the input and waits until the server has ended; the milliseconds that took. */
  public long end() throws IOException, InterruptedException {
    long start = System.nanoTime();
    toServer.close();
    server.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
  }

  @Override
  public void close() throws IOException {
    toServer.close();
  }
}
