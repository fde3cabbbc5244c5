package dev.consilium.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Many requests at once to one process, over its standard streams. */
final class StdioLanes {
  private static final Pattern ID = Pattern.compile("\"id\":(\\d+)");

  private final Era era;
  private final OutputStream out;
  private final AtomicLong ids = new AtomicLong();
  private final Map<Long, CompletableFuture<String>> waiting = new ConcurrentHashMap<>();

  private StdioLanes(Era era, Process process) {
    this.era = era;
    this.out = process.getOutputStream();
    Thread.ofPlatform().daemon().start(() -> read(process.inputReader(UTF_8)));
  }

  static StdioLanes open(Era era, Process process) throws IOException {
    StdioLanes lanes = new StdioLanes(era, process);
    if (era == Era.LEGACY) {
      try (Lane lane = lanes.lane()) {
        var _ = lane.ask(Era.initialize());
      }
      lanes.write("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
    }
    return lanes;
  }

  Lane lane() {
    return new Lane() {
      @Override
      public String ask(Request request) throws IOException {
        long id = ids.incrementAndGet();
        CompletableFuture<String> answer = new CompletableFuture<>();
        waiting.put(id, answer);
        write(era.message(id, request));
        try {
          return request.checked(id, answer.get());
        } catch (ExecutionException | InterruptedException e) {
          throw new IOException(e);
        }
      }

      @Override
      public void close() {
        // The process has its streams for all lanes.
      }
    };
  }

  private synchronized void write(String message) throws IOException {
    out.write((message + "\n").getBytes(UTF_8));
    out.flush();
  }

  private void read(BufferedReader in) {
    try {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        Matcher id = ID.matcher(line);
        CompletableFuture<String> answer =
            id.find() ? waiting.remove(Long.valueOf(id.group(1))) : null;
        if (answer != null) {
          answer.complete(line);
        }
      }
      fail(new IOException("the process ended its stream"));
    } catch (IOException e) {
      fail(e);
    }
  }

  private void fail(IOException why) {
    waiting.values().forEach(answer -> answer.completeExceptionally(why));
  }
}
