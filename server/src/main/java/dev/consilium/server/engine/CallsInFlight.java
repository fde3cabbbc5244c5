package dev.consilium.server.engine;

import static dev.consilium.schemas.work.Work.carry;

import dev.consilium.memory.UnavailableException;
import dev.consilium.schemas.json.Json;
import dev.consilium.schemas.rpc.RequestId;
import dev.consilium.schemas.rpc.RpcError;
import dev.consilium.schemas.rpc.RpcException;
import dev.consilium.tools.Cancellation;
import dev.consilium.tools.InsufficientScope;
import dev.consilium.tools.MissingCapability;
import dev.consilium.transport.Reply;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The requests in work on this node: each on a virtual thread of its own, each can be cancelled.
 */
final class CallsInFlight {
  private static final Logger log = LoggerFactory.getLogger(CallsInFlight.class);

  /** Beyond this the host answers at once that it is busy: waiting calls cost memory. */
  static final int MAX_CALLS = 2_000;

  private record Key(Object scope, RequestId id) {}

  /** What a call does; may block. */
  interface Work {
    JsonNode run(Call call) throws InterruptedException;
  }

  private final ConcurrentMap<Key, Cancellation> calls = new ConcurrentHashMap<>();
  private final Set<Key> held = ConcurrentHashMap.newKeySet();
  private final AtomicInteger count = new AtomicInteger();
  private final ScopeRefusal scopes;

  CallsInFlight(ScopeRefusal scopes) {
    this.scopes = scopes;
  }

  /** Starts the work and returns at once. The reply ends when the work does, or on cancellation. */
  void start(Call call, Work work) {
    if (count.incrementAndGet() > MAX_CALLS) {
      count.decrementAndGet();
      throw new RpcException(
          RpcError.INTERNAL_ERROR,
          "The server has " + MAX_CALLS + " calls in flight; try again in a moment.");
    }
    Key key = new Key(call.caller().scope(), call.id());
    if (calls.putIfAbsent(key, call.cancellation()) != null) {
      count.decrementAndGet();
      throw new RpcException(
          RpcError.INVALID_REQUEST,
          "Invalid request: a request with this id is still in flight in this session");
    }
    Thread thread =
        Thread.ofVirtual().name(call.id().toString()).unstarted(carry(() -> run(key, call, work)));
    call.reply().onDisconnect(call.cancellation()::cancel);
    thread.start();
  }

  /** Does the work on this thread; it is over before anybody could cancel it. */
  void runHere(Call call, Work work) {
    answer(call, work).run();
  }

  /**
   * {@code notifications/cancelled}: an unknown id is no error, the answer may have crossed it.
   *
   * @return whether this node works on the request
   */
  boolean cancel(Object scope, RequestId id) {
    Cancellation call = calls.get(new Key(scope, id));
    if (call != null) {
      call.cancel();
    }
    return call != null;
  }

  int count() {
    return count.get();
  }

  /** A request that stays open without work, until it is cancelled or its sender leaves. */
  void hold(Object scope, RequestId id, Reply reply, Runnable onCancel) {
    Key key = new Key(scope, id);
    Cancellation cancellation = new Cancellation();
    cancellation.onCancel(() -> {
      calls.remove(key);
      held.remove(key);
      onCancel.run();
    });
    if (calls.putIfAbsent(key, cancellation) != null) {
      throw new RpcException(
          RpcError.INVALID_REQUEST,
          "Invalid request: a request with this id is still in flight in this session");
    }
    held.add(key);
    reply.onDisconnect(cancellation::cancel);
  }

  static RpcError missing(MissingCapability e) {
    ObjectNode data = Json.MAPPER.createObjectNode();
    data.set("requiredCapabilities", e.needed());
    return new RpcError(RpcError.MISSING_CLIENT_CAPABILITY, String.valueOf(e.getMessage()), data);
  }

  /** Lets go of the requests of a connection whose client says no more. */
  void release(Object scope) {
    for (Key key : held) {
      if (key.scope().equals(scope)) {
        boolean _ = cancel(scope, key.id());
      }
    }
  }

  private void run(Key key, Call call, Work work) {
    Runnable answer = answer(call, work);
    // Before it is sent: whoever has the answer may use the id again.
    boolean _ = calls.remove(key, call.cancellation());
    count.decrementAndGet();
    answer.run();
  }

  private Runnable answer(Call call, Work work) {
    try {
      call.cancellation().check();
      JsonNode result = work.run(call);
      return () -> call.completed(result);
    } catch (InterruptedException e) {
      return call::cancelled;
    } catch (InputRequired e) {
      return () -> call.completed(e.result());
    } catch (MissingCapability e) {
      return () -> call.failed(missing(e));
    } catch (InsufficientScope e) {
      return () -> call.refused(e, scopes);
    } catch (RpcException e) {
      return () -> call.failed(e.error());
    } catch (UnavailableException e) {
      return () ->
          call.failed(RpcError.of(RpcError.INTERNAL_ERROR, String.valueOf(e.getMessage())));
    } catch (RuntimeException | Error e) {
      String id = UUID.randomUUID().toString();
      log.error("Internal error {} {}", id, call.trace(), e);
      return () -> call.failed(RpcError.of(RpcError.INTERNAL_ERROR, "Internal error (" + id + ")"));
    }
  }
}
