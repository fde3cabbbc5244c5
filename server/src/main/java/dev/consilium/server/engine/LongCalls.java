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
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
  private static final Duration KEPT = Duration.ofHours(24);
  private static final Duration ALIVE = Duration.ofSeconds(60);
  private static final Duration POLL_INTERVAL = Duration.ofSeconds(1);
  private static final long RENEW_SECONDS = 20;

  /** News of other nodes may get lost, so a worker looks by itself now and then. */
  private static final long LOOK_AGAIN_SECONDS = 5;

  private final Database database;
  private final Map<String, Running> running = new ConcurrentHashMap<>();
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

    private Running(String id, String principal, Cancellation cancellation) {
      this.id = id;
      this.principal = principal;
      this.cancellation = cancellation;
    }

    /** MCP's {@code CreateTaskResult}. */
    ObjectNode created() {
      return json(find(id, principal).orElseThrow()).put("resultType", "task");
    }

    /** Waits for the answers to all questions, which are kept where the client finds them. */
    JsonNode ask(ObjectNode questions) throws InterruptedException {
      store().ask(id, questions.toString());
      while (true) {
        cancellation.check();
        LongCall call = find(id, principal).orElseThrow();
        if (call.cancelRequested()) {
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

    private void look() {
      news.release();
      // On the thread that hears the news, which must not block.
      Thread.ofVirtual()
          .name("look-" + id)
          .start(() -> {
            if (find(id, principal).map(LongCall::cancelRequested).orElse(true)) {
              cancellation.cancel();
            }
          });
    }
  }

  /** Makes a call outlive its request; from here on it can be found. */
  Running begin(String principal, Cancellation cancellation) {
    String id = UUID.randomUUID().toString();
    store().begin(id, principal, ALIVE, KEPT);
    Running call = new Running(id, principal, cancellation);
    running.put(id, call);
    start();
    return call;
  }

  private synchronized void start() {
    if (subscription == null) {
      subscription = database.changes().subscribe(Changes.Topic.CALLS, this::heard);
      renewer = Thread.ofVirtual().name("long-calls").start(this::renew);
    }
  }

  private void heard(Change change) {
    switch (change) {
      case Change.CallChanged(String id) ->
          Optional.ofNullable(running.get(id)).ifPresent(Running::look);
      case Change.Resync _ -> running.values().forEach(Running::look);
      case Change.TaskChanged _, Change.ProjectCreated _, Change.SessionEnded _ -> {}
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

  void cancel(String id, String principal) {
    store().cancel(id, principal);
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
