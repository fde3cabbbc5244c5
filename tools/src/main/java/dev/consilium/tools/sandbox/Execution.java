package dev.consilium.tools.sandbox;

import dev.consilium.memory.runs.RunStatus;
import dev.consilium.schemas.json.Json;
import dev.consilium.tools.sandbox.Outcome.OutputFile;
import dev.consilium.tools.sandbox.Outcome.Skipped;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * What comes back of one run. All of it may be forged by the code that runs: it is counted and
 * bounded here, whatever the supervisor promised.
 */
final class Execution {
  /** The supervisor ends a run at its limit; whoever sends more is none. */
  private static final long SLACK = 1 << 20;

  private static final int NEWS = 1 << 10;
  private static final int MOST_SKIPPED = 100;
  private static final int LONGEST_TEXT = 1_000;

  private final SandboxLimits limits;
  private final Tunnels tunnels;
  private final boolean keep;
  private final Output stdout;
  private final Output stderr;
  private Output news = news();
  private final List<OutputFile> files = new ArrayList<>();
  private final long began = System.nanoTime();
  private final CompletableFuture<JsonNode> done = new CompletableFuture<>();
  private long fileBytes;

  /** {@code keep}: whether there is something to lose when the container ends. */
  Execution(SandboxLimits limits, boolean keep, Tunnels tunnels) {
    this.limits = limits;
    this.keep = keep;
    this.tunnels = tunnels;
    this.stdout = new Output(limits.shownKb() << 10);
    this.stderr = new Output(limits.shownKb() << 10);
  }

  /** Called on the thread of the container's stream. */
  void received(FrameType type, byte[] payload) {
    switch (type) {
      case STDOUT -> printed(stdout, payload);
      case STDERR -> printed(stderr, payload);
      case OUTPUT_FILE -> keep(payload);
      case DONE -> done(payload);
      case CONNECT, DATA, PASSED_ON, CLOSE -> tunnels.received(type, payload);
      case READY, FILE, STDIN, PROGRAM, RUN, CANCEL ->
          throw new SandboxException("The container sent a frame that does not belong to a run.");
    }
  }

  private void printed(Output output, byte[] data) {
    output.add(data);
    synchronized (this) {
      news.add(data);
    }
    if (stdout.total() + stderr.total() > ((long) limits.outputKb() << 10) + SLACK) {
      throw new SandboxException("The container sent more output than its limit.");
    }
  }

  private void keep(byte[] payload) {
    ByteBuffer buffer = ByteBuffer.wrap(payload);
    int length = buffer.remaining() < 2 ? -1 : buffer.getShort() & 0xFFFF;
    if (length <= 0 || length > buffer.remaining() || files.size() >= limits.files()) {
      throw new SandboxException("The container sent a file that was not asked for.");
    }
    byte[] path = new byte[length];
    buffer.get(path);
    byte[] content = new byte[buffer.remaining()];
    buffer.get(content);
    fileBytes += content.length;
    if (content.length > (long) limits.fileKb() << 10
        || fileBytes > (long) limits.filesKb() << 10) {
      throw new SandboxException("The container sent more files than their limit.");
    }
    files.add(new OutputFile(new String(path, StandardCharsets.UTF_8), content));
  }

  private void done(byte[] payload) {
    try {
      JsonNode json = Json.MAPPER.readTree(payload);
      if (!json.isObject()) {
        throw new SandboxException("The container ended a run with no object.");
      }
      boolean _ = done.complete(json);
    } catch (JacksonException e) {
      throw new SandboxException("The container ended a run with what is no JSON.", e);
    }
  }

  void broke(Throwable cause) {
    boolean _ = done.completeExceptionally(cause);
  }

  /** Waits; whether it has ended. */
  boolean await(Duration time) throws InterruptedException {
    try {
      var _ = done.get(time.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (ExecutionException e) {
      return true;
    } catch (TimeoutException e) {
      return false;
    }
  }

  private static Output news() {
    return new Output(NEWS);
  }

  /** What was printed since this was last asked, shortened. */
  synchronized String takeNews() {
    Output taken = news;
    news = news();
    return taken.text();
  }

  /** How much was printed so far. */
  long printed() {
    return stdout.total() + stderr.total();
  }

  /** What the supervisor says of the end; null if it could not say anything any more. */
  private @Nullable JsonNode end() {
    return done.state() == Future.State.SUCCESS ? done.resultNow() : null;
  }

  @Nullable Throwable failure() {
    return done.isCompletedExceptionally() ? done.exceptionNow() : null;
  }

  /** What came of it, as the supervisor tells. */
  Outcome told() {
    JsonNode end = done.resultNow();
    Integer exit = end.path("exit").isInt() ? Integer.valueOf(end.path("exit").intValue()) : null;
    List<Skipped> skipped = new ArrayList<>();
    for (JsonNode one : end.path("skipped")) {
      if (skipped.size() < MOST_SKIPPED) {
        skipped.add(new Skipped(text(one.path("path")), text(one.path("why"))));
      }
    }
    return new Outcome(
        status(end, exit),
        exit,
        stdout,
        stderr,
        Duration.ofMillis(Math.max(0, end.path("ms").asLong(0))),
        Duration.ofNanos(1_000 * Math.clamp(end.path("cpu_us").asLong(0), 0, 1L << 40)),
        Math.max(0, end.path("memory").asLong(0)),
        List.copyOf(files),
        skipped,
        end.path("state_lost").asBoolean(false),
        true);
  }

  private static RunStatus status(JsonNode end, @Nullable Integer exit) {
    return switch (end.path("reason").asString("")) {
      case "timeout" -> RunStatus.TIMEOUT;
      case "cancelled" -> RunStatus.CANCELLED;
      case "output_limit" -> RunStatus.OUTPUT_LIMIT;
      default -> {
        if (exit != null && exit == 0) {
          yield RunStatus.OK;
        }
        yield end.path("oom").asBoolean(false) ? RunStatus.OOM : RunStatus.ERROR;
      }
    };
  }

  private static String text(JsonNode node) {
    String text = node.asString("");
    return text.substring(0, Math.min(LONGEST_TEXT, text.length())).replace('\0', '\uFFFD');
  }

  /** Why the supervisor did not run it, if it did not. */
  @Nullable String refusal() {
    JsonNode end = end();
    return end != null && end.path("refused").isString() ? text(end.path("refused")) : null;
  }

  /** What the supervisor could not do, if it failed. */
  @Nullable String trouble() {
    JsonNode end = end();
    return end != null && end.path("failed").isString() ? text(end.path("failed")) : null;
  }

  /** What came of it, when the container did not live to tell. */
  Outcome cutShort(RunStatus status) {
    return new Outcome(
        status,
        null,
        stdout,
        stderr,
        Duration.ofNanos(System.nanoTime() - began),
        null,
        null,
        List.of(),
        List.of(),
        keep,
        false);
  }
}
