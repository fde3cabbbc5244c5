package dev.consilium.server.engine;

import dev.consilium.memory.calls.CallStatus;
import dev.consilium.memory.calls.LongCall;
import dev.consilium.schemas.access.Scope;
import dev.consilium.schemas.json.Json;
import dev.consilium.schemas.json.Names;
import dev.consilium.schemas.rpc.RpcError;
import dev.consilium.schemas.rpc.RpcException;
import dev.consilium.schemas.rpc.RpcMessage;
import dev.consilium.server.engine.CallsInFlight.Work;
import dev.consilium.tools.RegisteredTool;
import dev.consilium.tools.ToolRegistry;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Tasks as 2025-11-25 had them, as an experiment: the client decides that a tool call becomes one,
 * polls, and fetches the result by a request that waits for it.
 */
final class LegacyTasks {
  private static final int PAGE = 100;
  private static final Duration MAX_KEPT = Duration.ofDays(7);

  /** News of other nodes may get lost, so whoever waits looks by itself now and then. */
  private static final long LOOK_AGAIN_SECONDS = 5;

  private final LongCalls calls;
  private final ToolRegistry tools;

  LegacyTasks(LongCalls calls, ToolRegistry tools) {
    this.calls = calls;
    this.tools = tools;
  }

  static ObjectNode capability() {
    ObjectNode json = Json.MAPPER.createObjectNode();
    json.putObject("list");
    json.putObject("cancel");
    json.putObject("requests").putObject("tools").putObject("call");
    return json;
  }

  /** Empty for all other methods, and for versions that have no tasks. */
  Optional<Dispatch.Answer> answer(RpcMessage.Request request, Caller caller) {
    if (!caller.version().hasExperimentalTasks()) {
      return Optional.empty();
    }
    ObjectNode params = request.params();
    String principal = caller.principal().name();
    Work work =
        switch (request.method()) {
          case "tasks/get" -> {
            String id = Params.text(params, "taskId");
            yield _ -> json(known(id, principal));
          }
          case "tasks/list" -> {
            String cursor = Params.optionalText(params, "cursor");
            yield _ -> list(principal, cursor);
          }
          case "tasks/cancel" -> {
            String id = Params.text(params, "taskId");
            yield _ -> cancel(id, principal);
          }
          case "tasks/result" -> {
            String id = Params.text(params, "taskId");
            yield call -> result(id, principal, call);
          }
          default -> null;
        };
    if (work == null) {
      return Optional.empty();
    }
    ScopeRefusal.require(caller.principal(), Scope.READ);
    return Optional.of(new Dispatch.Answer.Later(work));
  }

  /** The call of a tool that its client wants to have as a task; any other request as it is. */
  Dispatch.Answer augmented(RpcMessage.Request request, Caller caller, Dispatch.Answer answer) {
    if (!caller.version().hasExperimentalTasks()
        || !request.method().equals("tools/call")
        || !(request.params().get("task") instanceof ObjectNode task)
        || !(answer instanceof Dispatch.Answer.Later(Work work))) {
      return answer;
    }
    String name = Params.text(request.params(), "name");
    if (tools.find(name).filter(RegisteredTool::mayBecomeTask).isEmpty()) {
      throw new RpcException(
          RpcError.METHOD_NOT_FOUND, "Method not found: " + name + " cannot be called as a task");
    }
    Duration kept = kept(task.get("ttl"));
    return new Dispatch.Answer.Later(call -> {
      call.becomeTask(kept, LegacyTasks::created);
      return work.run(call);
    });
  }

  private static Duration kept(@Nullable JsonNode ttl) {
    if (ttl == null || ttl.isNull()) {
      return LongCalls.KEPT;
    }
    if (!ttl.isNumber() || ttl.asLong(0) <= 0) {
      throw Params.invalid("\"task.ttl\" must be a number of milliseconds above 0");
    }
    return Duration.ofMillis(Math.min(ttl.asLong(), MAX_KEPT.toMillis()));
  }

  private static ObjectNode created(LongCall call) {
    ObjectNode result = Json.MAPPER.createObjectNode();
    result.set("task", json(call));
    return result;
  }

  private LongCall known(String id, String principal) {
    return calls
        .find(id, principal)
        .orElseThrow(() -> Params.invalid("there is no task with this \"taskId\", or it expired"));
  }

  private ObjectNode list(String principal, @Nullable String cursor) {
    List<LongCall> page = calls.list(principal, cursor, PAGE + 1);
    ObjectNode json = Json.MAPPER.createObjectNode();
    ArrayNode tasks = json.putArray("tasks");
    page.stream().limit(PAGE).forEach(call -> tasks.add(json(call)));
    if (page.size() > PAGE) {
      json.put("nextCursor", page.get(PAGE - 1).id());
    }
    return json;
  }

  private ObjectNode cancel(String id, String principal) {
    LongCall before = known(id, principal);
    if (!calls.stop(before.id(), principal)) {
      throw Params.invalid("the task has ended: it is " + json(before).path("status").asString(""));
    }
    return json(known(id, principal));
  }

  /**
   * Waits for the end; what the task asks in the meantime goes out on the stream of this request.
   */
  private JsonNode result(String id, String principal, Call request) throws InterruptedException {
    Semaphore news = new Semaphore(0);
    Set<String> asked = new HashSet<>();
    try (LongCalls.Watch _ = calls.watch(id, news::release)) {
      while (true) {
        request.cancellation().check();
        LongCall task = known(id, principal);
        switch (task.status()) {
          case COMPLETED -> {
            return related(Json.MAPPER.readTree(task.outcomeJson()), id);
          }
          case FAILED -> {
            JsonNode error = Json.MAPPER.readTree(task.outcomeJson());
            throw new RpcException(
                null,
                error.path("code").asInt(RpcError.INTERNAL_ERROR),
                error.path("message").asString(""),
                error.get("data"));
          }
          case CANCELLED ->
              throw new RpcException(RpcError.INTERNAL_ERROR, "The task was cancelled.");
          case INPUT_REQUIRED -> ask(task, principal, request, asked);
          case WORKING -> {
            boolean _ = news.tryAcquire(LOOK_AGAIN_SECONDS, TimeUnit.SECONDS);
            int _ = news.drainPermits();
          }
        }
      }
    }
  }

  private void ask(LongCall task, String principal, Call request, Set<String> asked)
      throws InterruptedException {
    for (Map.Entry<String, JsonNode> question :
        Json.MAPPER.readTree(task.questionsJson()).properties()) {
      if (asked.add(question.getKey())) {
        ObjectNode params = (ObjectNode) question.getValue().path("params");
        ObjectNode answer =
            request.askClient(
                question.getValue().path("method").asString(""),
                (ObjectNode) related(params, task.id()));
        calls.answer(task.id(), principal, Map.of(question.getKey(), answer));
      }
    }
  }

  private static JsonNode related(JsonNode json, String id) {
    if (json instanceof ObjectNode object) {
      object
          .withObject("/_meta")
          .putObject("io.modelcontextprotocol/related-task")
          .put("taskId", id);
    }
    return json;
  }

  private static ObjectNode json(LongCall call) {
    ObjectNode json =
        Json.MAPPER
            .createObjectNode()
            .put("taskId", call.id())
            .put("status", Names.of(call.status()))
            .put("createdAt", call.createdAt().toString())
            .put("lastUpdatedAt", call.updatedAt().toString())
            .put("ttl", Duration.between(call.createdAt(), call.expiresAt()).toMillis())
            .put("pollInterval", LongCalls.POLL_INTERVAL.toMillis());
    switch (call.status()) {
      case COMPLETED -> {
        JsonNode result = Json.MAPPER.readTree(call.outcomeJson());
        if (result.path("isError").asBoolean(false)) {
          // Here a tool that says it failed is a task that failed.
          json.put("status", Names.of(CallStatus.FAILED));
          json.put("statusMessage", result.at("/content/0/text").asString("The tool failed."));
        }
      }
      case FAILED ->
          json.put(
              "statusMessage",
              Json.MAPPER.readTree(call.outcomeJson()).path("message").asString(""));
      case WORKING, INPUT_REQUIRED, CANCELLED -> {}
    }
    return json;
  }
}
