package dev.consilium.server.engine;

import dev.consilium.memory.calls.LongCall;
import dev.consilium.schemas.access.Scope;
import dev.consilium.schemas.json.Json;
import dev.consilium.schemas.rpc.RequestId;
import dev.consilium.schemas.rpc.RpcError;
import dev.consilium.schemas.rpc.RpcMessage;
import dev.consilium.tools.Cancellation;
import dev.consilium.tools.Inputs;
import dev.consilium.tools.InsufficientScope;
import dev.consilium.tools.LogLevel;
import dev.consilium.tools.ToolContext;
import dev.consilium.transport.Reply;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** One request in work. */
final class Call implements ToolContext {
  /** What others made up may be of any length. */
  private static final int MAX_TRACE = 100;

  private final RequestId id;
  private final String trace;
  private final Caller caller;
  private final Reply reply;
  private final Inputs inputs;
  private final Cancellation cancellation;
  private final LongCalls longCalls;
  private final @Nullable JsonNode progressToken;
  private LongCalls.@Nullable Running task;

  Call(
      RpcMessage.Request request,
      Caller caller,
      Reply reply,
      Inputs inputs,
      Cancellation cancellation,
      LongCalls longCalls) {
    this.id = request.id();
    this.caller = caller;
    this.reply = reply;
    this.inputs = inputs;
    this.cancellation = cancellation;
    this.longCalls = longCalls;
    JsonNode token = request.params().path("_meta").path("progressToken");
    this.trace = request.params().path("_meta").path("traceparent").asString("");
    this.progressToken = token.isString() || token.isIntegralNumber() ? token : null;
  }

  /** {@code traceparent} of W3C Trace Context, as the client sent it; empty if it sent none. */
  String trace() {
    return trace.length() > MAX_TRACE ? "" : trace;
  }

  RequestId id() {
    return id;
  }

  Caller caller() {
    return caller;
  }

  Reply reply() {
    return reply;
  }

  @Override
  public String principal() {
    return caller.principal().name();
  }

  @Override
  public boolean may(Scope scope) {
    return caller.principal().may(scope);
  }

  @Override
  public String clientName() {
    return caller.clientName();
  }

  @Override
  public Cancellation cancellation() {
    return cancellation;
  }

  @Override
  public Inputs inputs() {
    return task == null ? inputs : new LongCallInputs(task, caller.capabilities());
  }

  @Override
  public boolean becomeTask() {
    if (task == null && caller.capabilities().tasks()) {
      becomeTask(LongCalls.KEPT, LongCalls::created);
    }
    return task != null;
  }

  /** The client gets what is known of the task in the form that its version has for it. */
  void becomeTask(Duration kept, Function<LongCall, ObjectNode> created) {
    LongCalls.Running begun = longCalls.begin(principal(), cancellation, kept);
    task = begun;
    reply.finish(new RpcMessage.Result(id, created.apply(begun.state())));
  }

  /** Asks the client of a legacy call on the stream of the call. */
  ObjectNode askClient(String method, ObjectNode params) throws InterruptedException {
    if (inputs instanceof LegacyInputs legacy) {
      return legacy.ask(method, params);
    }
    throw new IllegalStateException("not a legacy call");
  }

  void completed(JsonNode result) {
    if (task == null) {
      reply.finish(new RpcMessage.Result(id, result));
    } else {
      task.completed(result);
    }
  }

  void failed(RpcError error) {
    if (task != null) {
      task.failed(error);
    } else if (error.code() == RpcError.MISSING_CLIENT_CAPABILITY) {
      reply.refuse(400, new RpcMessage.Failure(id, error));
    } else {
      reply.finish(new RpcMessage.Failure(id, error));
    }
  }

  void refused(InsufficientScope refused, ScopeRefusal scopes) {
    if (task == null) {
      scopes.send(reply, id, refused);
    } else {
      task.failed(ScopeRefusal.error(refused));
    }
  }

  /** Nobody waits for an answer. */
  void cancelled() {
    if (task == null) {
      reply.accept();
    } else {
      task.cancelled();
    }
  }

  @Override
  public void releaseStream() {
    if (reply instanceof ResumableReply resumable) {
      resumable.release();
    }
  }

  @Override
  public void progress(double progress, @Nullable Double total, String message) {
    if (progressToken == null || cancellation.isCancelled()) {
      return;
    }
    ObjectNode params = Json.MAPPER.createObjectNode();
    params.set("progressToken", progressToken);
    params.put("progress", progress);
    if (total != null) {
      params.put("total", total);
    }
    // The message came with 2025-03-26; older clients ignore it.
    params.put("message", message);
    reply.send(new RpcMessage.Notification("notifications/progress", params));
  }

  @Override
  public void log(LogLevel level, String logger, JsonNode data) {
    if (cancellation.isCancelled()
        || caller.logLevel().filter(least -> level.compareTo(least) >= 0).isEmpty()) {
      return;
    }
    ObjectNode params =
        Json.MAPPER.createObjectNode().put("level", level.text()).put("logger", logger);
    params.set("data", data);
    reply.send(new RpcMessage.Notification("notifications/message", params));
  }
}
