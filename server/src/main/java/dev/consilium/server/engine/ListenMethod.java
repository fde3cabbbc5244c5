package dev.consilium.server.engine;

import dev.consilium.memory.UnavailableException;
import dev.consilium.memory.calls.LongCall;
import dev.consilium.schemas.access.Scope;
import dev.consilium.schemas.json.Json;
import dev.consilium.schemas.rpc.RequestId;
import dev.consilium.schemas.rpc.RpcError;
import dev.consilium.schemas.rpc.RpcMessage;
import dev.consilium.tools.MissingCapability;
import dev.consilium.transport.Reply;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code subscriptions/listen} of the modern era: a request that stays open and tells news. */
final class ListenMethod {
  private static final Logger log = LoggerFactory.getLogger(ListenMethod.class);

  private final Subscriptions subscriptions;
  private final CallsInFlight calls;
  private final LongCalls longCalls;
  private final Runnable onResources;

  /** The action is run when a client wants to hear of resources. */
  ListenMethod(
      Subscriptions subscriptions, CallsInFlight calls, LongCalls longCalls, Runnable onResources) {
    this.subscriptions = subscriptions;
    this.calls = calls;
    this.longCalls = longCalls;
    this.onResources = onResources;
  }

  void listen(RpcMessage.Request request, Caller caller, Reply reply) {
    ModernEra.Filter filter = ModernEra.Filter.of(request.params());
    if (!filter.uris().isEmpty()) {
      ScopeRefusal.require(caller.principal(), Scope.READ);
      onResources.run();
    }
    if (filter.tasks().isEmpty()) {
      open(request.id(), caller, reply, filter);
      return;
    }
    ScopeRefusal.require(caller.principal(), Scope.READ);
    if (!caller.capabilities().tasks()) {
      throw MissingCapability.ofTasks();
    }
    Thread.ofVirtual()
        .name("listen-to-tasks")
        .start(() -> {
          try {
            List<String> known =
                filter.tasks().stream().filter(id -> find(id, caller).isPresent()).toList();
            open(request.id(), caller, reply, filter.withTasks(known));
          } catch (UnavailableException e) {
            reply.finish(
                new RpcMessage.Failure(
                    request.id(),
                    RpcError.of(RpcError.INTERNAL_ERROR, String.valueOf(e.getMessage()))));
          }
        });
  }

  private Optional<LongCall> find(String task, Caller caller) {
    return longCalls.find(task, caller.principal().name());
  }

  private void open(RequestId id, Caller caller, Reply reply, ModernEra.Filter filter) {
    ObjectNode params = Json.MAPPER.createObjectNode();
    params.set("_meta", Subscriptions.subscription(id));
    params.set("notifications", agreed(filter));
    reply.send(new RpcMessage.Notification("notifications/subscriptions/acknowledged", params));
    Runnable close =
        subscriptions.add(
            reply, filter.kinds()::contains, filter.uris()::contains, Optional.of(id));
    List<LongCalls.Watch> watches =
        filter.tasks().stream().map(task -> watch(task, id, caller, reply)).toList();
    calls.hold(
        caller.scope(),
        id,
        reply,
        () -> {
          watches.forEach(LongCalls.Watch::close);
          close.run();
          reply.accept();
        });
  }

  private static ObjectNode agreed(ModernEra.Filter filter) {
    ObjectNode json = Json.MAPPER.createObjectNode();
    filter.kinds().forEach(kind -> json.put(kind.filter(), true));
    if (!filter.uris().isEmpty()) {
      ArrayNode list = json.putArray("resourceSubscriptions");
      filter.uris().stream().sorted().forEach(list::add);
    }
    if (!filter.tasks().isEmpty()) {
      ArrayNode list = json.putArray("taskIds");
      filter.tasks().forEach(list::add);
    }
    return json;
  }

  private LongCalls.Watch watch(String task, RequestId id, Caller caller, Reply reply) {
    TaskNews news = new TaskNews(task, id, caller, reply);
    Runnable tell = () -> Thread.ofVirtual().name("tell-of-task").start(news::tell);
    LongCalls.Watch watch = longCalls.watch(task, tell);
    // It may have changed before it was watched.
    tell.run();
    return watch;
  }

  /** The news of one task for one stream, each once and in their order. */
  private final class TaskNews {
    private final String task;
    private final RequestId id;
    private final Caller caller;
    private final Reply reply;
    private @Nullable LongCall told;

    private TaskNews(String task, RequestId id, Caller caller, Reply reply) {
      this.task = task;
      this.id = id;
      this.caller = caller;
      this.reply = reply;
    }

    private synchronized void tell() {
      try {
        LongCall now = find(task, caller).orElse(null);
        if (now != null && !now.equals(told)) {
          told = now;
          ObjectNode params = LongCalls.json(now);
          params.set("_meta", Subscriptions.subscription(id));
          reply.send(new RpcMessage.Notification("notifications/tasks", params));
        }
      } catch (UnavailableException e) {
        // A resync follows when the database is back.
        log.warn("{}", e.getMessage());
      }
    }
  }
}
