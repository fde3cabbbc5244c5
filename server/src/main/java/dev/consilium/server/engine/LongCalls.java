package dev.consilium.server.engine;

import dev.consilium.memory.Change;
import dev.consilium.memory.Changes;
import dev.consilium.memory.Database;
import dev.consilium.memory.UnavailableException;
import dev.consilium.memory.calls.CallStatus;
import dev.consilium.memory.calls.CallStore;
import dev.consilium.memory.calls.LongCall;
import dev.consilium.schemas.json.Json;
import dev.consilium.schemas.json.Names;
import dev.consilium.schemas.rpc.RpcError;
import dev.consilium.tools.Cancellation;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The calls of this node that outlive their request. What has to be known of them is in the
 * database, so that any node answers for them, and that they are known to have failed when their
 * node died.
 */
public final class LongCalls implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(LongCalls.class);
  static final Duration KEPT = Duration.ofHours(24);
  private static final Duration ALIVE = Duration.ofSeconds(60);
  static final Duration POLL_INTERVAL = Duration.ofSeconds(1);
  private static final long RENEW_SECONDS = 20;

  /** News of other nodes may get lost, so a worker looks by itself now and then. */
  private static final long LOOK_AGAIN_SECONDS = 5;

  private final Database database;
  private final Map<String, Running> running = new ConcurrentHashMap<>();
  private final Set<Watch> watches = ConcurrentHashMap.newKeySet();
  private Changes.@Nullable Subscription subscription;
  private @Nullable Thread renewer;

  public LongCalls(Database database) {
    this.database = database;
  }

  /** A call that this node works on. */
  final class Running {
    private final String id;
    private final String principal;
    private final Cancellation cancellation;
    private final Semaphore news = new Semaphore(0);
    private final Set<String> asked = new HashSet<>();

    private Running(String id, String principal, Cancellation cancellation) {
      this.id = id;
      this.principal = principal;
      this.cancellation = cancellation;
    }

    LongCall state() {
      return find(id, principal).orElseThrow();
    }

    /** A key under which this call has asked nothing yet: clients answer each key once. */
    String freshKey(String key) {
      String fresh = key;
      for (int n = 2; !asked.add(fresh); n++) {
        fresh = key + "-" + n;
      }
      return fresh;
    }

    /** Waits for the answers to all questions, which are kept where the client finds them. */
    JsonNode ask(ObjectNode questions) throws InterruptedException {
      store().ask(id, questions.toString());
      while (true) {
        cancellation.check();
        LongCall call = find(id, principal).orElseThrow();
        if (shallStop(call)) {
          cancellation.cancel();
        } else if (call.status() != CallStatus.INPUT_REQUIRED) {
          return Json.MAPPER.readTree(call.answersJson());
        }
        boolean _ = news.tryAcquire(LOOK_AGAIN_SECONDS, TimeUnit.SECONDS);
        int _ = news.drainPermits();
      }
    }

    void completed(JsonNode result) {
      end(CallStatus.COMPLETED, result.toString());
    }

    void failed(RpcError error) {
      ObjectNode json =
          Json.MAPPER.createObjectNode().put("code", error.code()).put("message", error.message());
      if (error.data() != null) {
        json.set("data", error.data());
      }
      end(CallStatus.FAILED, json.toString());
    }

    void cancelled() {
      end(CallStatus.CANCELLED, null);
    }

    private void end(CallStatus status, @Nullable String outcome) {
      try {
        store().end(id, status, outcome);
      } finally {
        running.remove(id);
      }
    }

    private static boolean shallStop(LongCall call) {
      return call.cancelRequested() || call.status() == CallStatus.CANCELLED;
    }

    private void look() {
      news.release();
      // On the thread that hears the news, which must not block.
      Thread.ofVirtual()
          .name("look-" + id)
          .start(() -> {
            if (find(id, principal).map(Running::shallStop).orElse(true)) {
              cancellation.cancel();
            }
          });
    }
  }

  /** Makes a call outlive its request; from here on it can be found. */
  Running begin(String principal, Cancellation cancellation, Duration kept) {
    String id = UUID.randomUUID().toString();
    store().begin(id, principal, ALIVE, kept);
    Running call = new Running(id, principal, cancellation);
    running.put(id, call);
    start();
    return call;
  }

  /** Somebody who wants to know when a call changes, until it is closed. */
  final class Watch implements AutoCloseable {
    private final String id;
    private final Runnable action;

    private Watch(String id, Runnable action) {
      this.id = id;
      this.action = action;
    }

    @Override
    public void close() {
      watches.remove(this);
    }
  }

  /** Runs the action, which must not block, whenever the call may have changed. */
  Watch watch(String id, Runnable action) {
    Watch watch = new Watch(id, action);
    watches.add(watch);
    start();
    return watch;
  }

  private synchronized void start() {
    if (subscription == null) {
      subscription = database.changes().subscribePatiently(Changes.Topic.CALLS, this::heard);
      renewer = Thread.ofVirtual().name("long-calls").start(this::renew);
    }
  }

  private void heard(Change change) {
    switch (change) {
      case Change.CallChanged(String id) -> {
        Optional.ofNullable(running.get(id)).ifPresent(Running::look);
        watches.stream().filter(watch -> watch.id.equals(id)).forEach(watch -> watch.action.run());
      }
      case Change.Resync _ -> {
        running.values().forEach(Running::look);
        watches.forEach(watch -> watch.action.run());
      }
      case Change.TaskChanged _,
          Change.ProjectCreated _,
          Change.MemoryChanged _,
          Change.ResourceChanged _,
          Change.OfSession _,
          Change.OfFeed _ -> {}
    }
  }

  private void renew() {
    try {
      while (true) {
        TimeUnit.SECONDS.sleep(RENEW_SECONDS);
        if (!running.isEmpty()) {
          try {
            store().renew(List.copyOf(running.keySet()), ALIVE);
          } catch (UnavailableException e) {
            log.warn("{}", e.getMessage());
          }
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Calls that this node works on will not be finished, and whoever asks shall know at once. */
  @Override
  public void close() {
    for (Running call : List.copyOf(running.values())) {
      call.failed(
          RpcError.of(
              RpcError.INTERNAL_ERROR,
              "The server stopped while it worked on this; call the tool again."));
      call.cancellation.cancel();
    }
    synchronized (this) {
      if (subscription != null) {
        subscription.close();
      }
      if (renewer != null) {
        renewer.interrupt();
      }
    }
  }

  private CallStore store() {
    return database.calls();
  }

  Optional<LongCall> find(String id, String principal) {
    return store().find(id, principal);
  }

  void answer(String id, String principal, Map<String, ObjectNode> answers) {
    answers.forEach((key, answer) -> store().answer(id, principal, key, answer.toString()));
  }

  List<LongCall> list(String principal, @Nullable String after, int limit) {
    return store().list(principal, after, limit);
  }

  /** Ends a call that has not ended; false when it has. */
  boolean stop(String id, String principal) {
    return store().stop(id, principal);
  }

  void cancel(String id, String principal) {
    store().cancel(id, principal);
  }

  /** MCP's {@code CreateTaskResult}. */
  static ObjectNode created(LongCall call) {
    return json(call).put("resultType", "task");
  }

  /** MCP's {@code DetailedTask}. */
  static ObjectNode json(LongCall call) {
    ObjectNode json =
        Json.MAPPER
            .createObjectNode()
            .put("taskId", call.id())
            .put("status", Names.of(call.status()))
            .put("createdAt", call.createdAt().toString())
            .put("lastUpdatedAt", call.updatedAt().toString())
            .put("ttlMs", Duration.between(call.createdAt(), call.expiresAt()).toMillis())
            .put("pollIntervalMs", POLL_INTERVAL.toMillis());
    switch (call.status()) {
      case INPUT_REQUIRED -> json.set("inputRequests", Json.MAPPER.readTree(call.questionsJson()));
      case COMPLETED -> json.set("result", Json.MAPPER.readTree(call.outcomeJson()));
      case FAILED -> json.set("error", Json.MAPPER.readTree(call.outcomeJson()));
      case WORKING, CANCELLED -> {}
    }
    return json;
  }
}
