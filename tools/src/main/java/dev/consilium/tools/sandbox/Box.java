package dev.consilium.tools.sandbox;

import dev.consilium.memory.runs.RunStatus;
import dev.consilium.schemas.json.Json;
import dev.consilium.tools.Cancellation;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** A container with its supervisor, ready to run programs, one at a time. */
final class Box implements AutoCloseable {
  private static final Duration TO_GET_READY = Duration.ofSeconds(30);

  /** The supervisor ends a run at its time; a bit later this does, container and all. */
  private static final Duration GRACE = Duration.ofMillis(1_300);

  private static final Duration TO_CANCEL = Duration.ofMillis(800);
  private static final Duration TICK = Duration.ofMillis(200);

  private final SandboxConfig config;
  private final SandboxLimits limits;
  private final FrameWriter stdin = new FrameWriter();
  private final FrameReader reader = new FrameReader(this::received);
  private final CompletableFuture<Boolean> ready = new CompletableFuture<>();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final Engine.Attached attached;
  private volatile @Nullable Execution current;
  private volatile @Nullable Throwable broken;

  private Box(Engine engine, Engine.Order order, SandboxConfig config) {
    this.config = config;
    this.limits = config.limits();
    this.attached =
        engine.start(
            order,
            stdin,
            new ContainerStream.Ear() {
              @Override
              public void stdout(byte[] piece) {
                heard(piece);
              }

              @Override
              public void ended(@Nullable Throwable cause) {
                broke(new SandboxException("The container has ended.", cause));
              }
            });
  }

  /**
   * Starts a container and waits until it is ready.
   *
   * @throws SandboxException when it does not come up
   */
  static Box start(Engine engine, Engine.Order order, SandboxConfig config) {
    Box box = new Box(engine, order, config);
    try {
      boolean _ = box.ready.get(TO_GET_READY.toMillis(), TimeUnit.MILLISECONDS);
      return box;
    } catch (ExecutionException e) {
      box.close();
      throw new SandboxException(
          "A container of the image "
              + order.image()
              + " ended before it was ready: it needs"
              + " python3 (3.9 or later) with ctypes and json, and /bin/sh.",
          e);
    } catch (TimeoutException e) {
      box.close();
      throw new SandboxException(
          "A container was not ready within " + TO_GET_READY.toSeconds() + " s.", e);
    } catch (InterruptedException e) {
      box.close();
      Thread.currentThread().interrupt();
      throw new SandboxException("Interrupted", e);
    }
  }

  private void heard(byte[] piece) {
    try {
      reader.read(piece);
    } catch (SandboxException e) {
      broke(e);
      close();
    }
  }

  private void received(FrameType type, byte[] payload) {
    if (type == FrameType.READY) {
      boolean _ = ready.complete(true);
      return;
    }
    Execution execution = current;
    if (execution == null && type.isOfConnection()) {
      // Of one that ended with its run.
      return;
    }
    if (execution == null) {
      throw new SandboxException("The container sent a frame while nothing ran.");
    }
    execution.received(type, payload);
  }

  private void broke(SandboxException cause) {
    broken = cause;
    boolean _ = ready.completeExceptionally(cause);
    Execution execution = current;
    if (execution != null) {
      execution.broke(cause);
    }
  }

  boolean isUsable() {
    return broken == null && !closed.get();
  }

  /**
   * Runs a program to its end, or to that of its time.
   *
   * @param keep whether another may follow: the interpreter and the files then stay
   * @throws SandboxException when the container failed
   * @throws RefusedProgram when it cannot be run like this
   */
  Outcome run(Program program, boolean keep, Follower follower, Cancellation cancellation)
      throws InterruptedException {
    Tunnels tunnels = new Tunnels(config.allowed(), stdin);
    Execution execution = new Execution(limits, keep, tunnels);
    current = execution;
    Throwable before = broken;
    if (before != null) {
      execution.broke(before);
    }
    program.files().forEach(file -> stdin.sendFile(file.path(), file.content()));
    stdin.send(FrameType.STDIN, program.stdin());
    stdin.send(FrameType.PROGRAM, program.code());
    stdin.send(FrameType.RUN, Json.MAPPER.writeValueAsBytes(request(program, keep)));
    cancellation.onCancel(() -> stdin.send(FrameType.CANCEL, new byte[0]));
    try (tunnels) {
      return finished(execution, program.timeout(), follower, cancellation);
    } finally {
      current = null;
    }
  }

  private ObjectNode request(Program program, boolean keep) {
    ObjectNode request = Json.MAPPER.createObjectNode();
    request.put("keep", keep);
    request.put("timeout_ms", program.timeout().toMillis());
    request.put("output_bytes", (long) limits.outputKb() << 10);
    Language language = program.language();
    if (!language.isInterpreted()) {
      language.command().forEach(request.putArray("argv")::add);
      request.put("file", language.file());
    }
    request
        .putObject("files")
        .put("count", limits.files())
        .put("file_bytes", (long) limits.fileKb() << 10)
        .put("total_bytes", (long) limits.filesKb() << 10);
    return request;
  }

  private Outcome finished(
      Execution execution, Duration timeout, Follower follower, Cancellation cancellation)
      throws InterruptedException {
    long began = System.nanoTime();
    Duration deadline = timeout.plus(GRACE);
    boolean cancelled = false;
    while (!execution.await(TICK)) {
      Duration since = Duration.ofNanos(System.nanoTime() - began);
      if (!cancelled && cancellation.isCancelled()) {
        cancelled = true;
        deadline = since.plus(TO_CANCEL);
      }
      if (since.compareTo(deadline) > 0) {
        close();
        return execution.cutShort(cancelled ? RunStatus.CANCELLED : RunStatus.TIMEOUT);
      }
      follower.goesOn(since, execution.printed(), execution.takeNews());
    }
    Throwable failure = execution.failure();
    if (failure != null) {
      return afterTheEnd(execution, failure);
    }
    String refusal = execution.refusal();
    if (refusal != null) {
      throw new RefusedProgram(refusal);
    }
    String trouble = execution.trouble();
    if (trouble != null) {
      close();
      throw new SandboxException(
          "The program could not be started: " + trouble + ". A session that it was in is gone.");
    }
    return execution.told();
  }

  private Outcome afterTheEnd(Execution execution, Throwable failure) {
    boolean outOfMemory = attached.outOfMemory();
    close();
    if (outOfMemory) {
      return execution.cutShort(RunStatus.OOM);
    }
    throw new SandboxException(
        "The container failed while the program ran: " + failure.getMessage(), failure);
  }

  /** Ends the container and everything in it; returns at once. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      stdin.close();
      attached.end();
    }
  }
}
