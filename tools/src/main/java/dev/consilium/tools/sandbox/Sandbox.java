package dev.consilium.tools.sandbox;

import dev.consilium.memory.runs.Begun;
import dev.consilium.memory.runs.EndedRun;
import dev.consilium.memory.runs.NewRun;
import dev.consilium.memory.runs.RunFile;
import dev.consilium.memory.runs.RunStatus;
import dev.consilium.memory.runs.RunStore;
import dev.consilium.schemas.json.Json;
import dev.consilium.tools.Cancellation;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Phaser;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs programs in containers, one use each but for sessions, and keeps a record of each run. Costs
 * nothing until it is used. Thread-safe; {@link #run} blocks as long as the program runs.
 */
public final class Sandbox implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Sandbox.class);
  private static final Duration HOUR = Duration.ofHours(1);

  /** Until a record counts as lost: what may pass beside the time of the program. */
  private static final Duration SLACK = Duration.ofMinutes(5);

  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(5);
  private static final int LOOKS_BETWEEN_REAPS = 12;

  private static final Duration TO_RECORD = Duration.ofSeconds(3);

  /** Warm containers of a host that nobody uses go. */
  private static final Duration WARM_UNUSED = Duration.ofMinutes(30);

  private final SandboxConfig config;
  private final RunStore runs;
  private final Boxes boxes;
  private final WarmBoxes warm;
  private final Sessions sessions;
  private final Turns turns;

  /** Of runs without a session. */
  private final Set<Box> busy = ConcurrentHashMap.newKeySet();

  /** Runs, and the host, which waits for their records at its end. */
  private final Phaser underway = new Phaser(1);

  private final ScheduledExecutorService looks =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("sandbox-looks").factory());
  private final ConcurrentMap<RunStatus, LongAdder> ended = new ConcurrentHashMap<>();
  private boolean closed;
  private int looked;
  private volatile long lastUse = System.nanoTime();

  public Sandbox(SandboxConfig config, RunStore runs) {
    this.config = config;
    this.runs = runs;
    this.boxes = new Boxes(config);
    SandboxLimits limits = config.limits();
    this.warm = new WarmBoxes(limits.warm(), boxes::start);
    this.sessions = new Sessions(limits, InstantSource.system());
    this.turns = new Turns(limits.runsAtOnce(), limits.principalRuns());
    var _ =
        looks.scheduleWithFixedDelay(
            this::look, BETWEEN_LOOKS.toSeconds(), BETWEEN_LOOKS.toSeconds(), TimeUnit.SECONDS);
  }

  SandboxConfig config() {
    return config;
  }

  /** Gets ready in the background, before anybody asks. */
  public void start() {
    var _ =
        Thread.ofVirtual()
            .name("sandbox-start")
            .start(() -> {
              try {
                boxes.pullIfAllowed();
              } catch (SandboxException e) {
                log.warn("{}", e.getMessage());
              }
              warm.fill();
            });
  }

  private void look() {
    try {
      sessions.expire();
      if (++looked % LOOKS_BETWEEN_REAPS == 0) {
        boxes.reap();
      }
      if (System.nanoTime() - lastUse > WARM_UNUSED.toNanos()) {
        warm.drain();
      }
    } catch (RuntimeException e) {
      // The executor would never look again.
      log.error("Sessions of the sandbox could not be looked after; trying again", e);
    }
  }

  /** How busy it is. */
  public SandboxLoad load() {
    return new SandboxLoad(turns.taken(), turns.waiting(), warm.size(), sessions.count());
  }

  /** How many runs have ended like this since the start. */
  public long ended(RunStatus status) {
    LongAdder count = ended.get(status);
    return count == null ? 0 : count.sum();
  }

  /** Asks the engine how it is; blocks. */
  public SandboxState state() {
    return boxes.state();
  }

  /** Who wants something run, and for what. */
  @SuppressWarnings("ArrayRecordComponent") // Nobody compares them.
  record Request(
      String principal,
      @Nullable String idempotencyKey,
      byte[] hash,
      @Nullable String agent,
      @Nullable String project,
      @Nullable String taskId,
      @Nullable String session,
      Program program) {}

  /**
   * Runs a program; a repeat with the same idempotency key gets what the first came to.
   *
   * @throws RefusedProgram when it is not run: too much at once, or something it cannot have
   * @throws SandboxException when the engine or the container failed
   */
  RunView run(Request request, Follower follower, Cancellation cancellation)
      throws InterruptedException {
    lastUse = System.nanoTime();
    Duration allowed = Duration.ofSeconds(config.limits().principalCpuSeconds());
    return switch (runs.begin(newRun(request), allowed, HOUR)) {
      case Begun.Fresh(long id) -> recorded(id, request, follower, cancellation);
      case Begun.Ended(long id, String json) -> RunView.stored(id, json);
      case Begun.Running(long id) ->
          throw new RefusedProgram(
              "The run %s with this idempotency_key goes on still; ask again later."
                  .formatted(RunView.id(id)));
      case Begun.Exhausted(Duration used) ->
          throw new RefusedProgram(
              "Your runs of the last hour used %d s of CPU, of %d s allowed (principal_cpu_seconds); try again later."
                  .formatted(used.toSeconds(), allowed.toSeconds()));
    };
  }

  private static NewRun newRun(Request request) {
    return new NewRun(
        request.principal(),
        request.idempotencyKey(),
        request.hash(),
        request.agent(),
        request.project(),
        request.taskId(),
        request.session(),
        request.program().language().name(),
        new String(request.program().code(), StandardCharsets.UTF_8),
        request.program().timeout().plus(SLACK));
  }

  private RunView recorded(long id, Request request, Follower follower, Cancellation cancellation)
      throws InterruptedException {
    int _ = underway.register();
    try {
      return executed(id, request, follower, cancellation);
    } catch (SandboxException e) {
      count(RunStatus.FAILED);
      RunView failed = RunView.failed(id, String.valueOf(e.getMessage()));
      runs.end(id, new EndedRun(RunStatus.FAILED, json(failed), 0, null, List.of()));
      throw e;
    } catch (RefusedProgram | InterruptedException e) {
      // It never ran. Whatever else goes wrong, it may have: a repeat must not run it again.
      runs.discard(id);
      throw e;
    } finally {
      int _ = underway.arriveAndDeregister();
    }
  }

  private RunView executed(long id, Request request, Follower follower, Cancellation cancellation)
      throws InterruptedException {
    String name = request.session();
    if (name == null) {
      return alone(id, request, follower, cancellation);
    }
    Session session = sessions.enter(request.principal(), name, cancellation);
    try (var _ = turns.take(request.principal(), cancellation)) {
      boolean fresh = session.isFresh();
      Box box = session.box(warm::take);
      Outcome outcome = box.run(request.program(), true, follower, cancellation);
      return ended(id, outcome, fresh);
    } finally {
      sessions.leave(session);
    }
  }

  private RunView alone(long id, Request request, Follower follower, Cancellation cancellation)
      throws InterruptedException {
    try (var _ = turns.take(request.principal(), cancellation);
        Box box = warm.take()) {
      boolean _ = busy.add(box);
      try {
        return ended(id, box.run(request.program(), false, follower, cancellation), false);
      } finally {
        boolean _ = busy.remove(box);
      }
    }
  }

  private RunView ended(long id, Outcome outcome, boolean freshSession) {
    List<RunFile> files =
        outcome.files().stream()
            .map(file -> new RunFile(file.path(), MimeTypes.of(file), file.content()))
            .toList();
    RunView view = RunView.of(id, outcome, files, freshSession);
    count(outcome.status());
    Duration cpu = outcome.cpu() == null ? outcome.duration() : outcome.cpu();
    runs.end(
        id, new EndedRun(outcome.status(), json(view), cpu.toMillis(), outcome.memory(), files));
    return view;
  }

  private void count(RunStatus status) {
    ended.computeIfAbsent(status, _ -> new LongAdder()).increment();
  }

  private static String json(RunView view) {
    return Json.RESULTS.writeValueAsString(view);
  }

  /** A run that is not recorded as failed now would seem to go on until its time is up. */
  private void awaitRecords() {
    try {
      int _ =
          underway.awaitAdvanceInterruptibly(
              underway.arrive(), TO_RECORD.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      log.debug("Runs are left without an end", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  List<Sessions.View> sessions(String principal) {
    return sessions.list(principal);
  }

  boolean closeSession(String principal, String name) {
    return sessions.close(principal, name);
  }

  /** A second caller waits until the first has closed it. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    looks.shutdownNow();
    warm.close();
    sessions.close();
    busy.forEach(Box::close);
    awaitRecords();
    boxes.close();
  }
}
