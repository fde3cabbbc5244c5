package dev.consilium.server.engine;

import dev.consilium.schemas.rpc.RequestId;
import dev.consilium.schemas.rpc.RpcError;
import dev.consilium.schemas.rpc.RpcException;
import dev.consilium.schemas.rpc.RpcMessage;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/**
 * The requests in work on this node: each on a virtual thread of its own, each can be cancelled.
 */
final class CallsInFlight {
  private static final Logger log = LoggerFactory.getLogger(CallsInFlight.class);

  /** Beyond this the host answers at once that it is busy: waiting calls cost memory. */
  static final int MAX_CALLS = 2_000;

  private record Key(String session, RequestId id) {}

  /** What a call does; may block. */
  interface Work {
    JsonNode run(Call call) throws InterruptedException;
  }

  private final ConcurrentMap<Key, Call> calls = new ConcurrentHashMap<>();
  private final AtomicInteger count = new AtomicInteger();

  /** Starts the work and returns at once. The reply ends when the work does, or on cancellation. */
  void start(Call call, Work work) {
    if (count.incrementAndGet() > MAX_CALLS) {
      count.decrementAndGet();
      throw new RpcException(
          RpcError.INTERNAL_ERROR,
          "The server has " + MAX_CALLS + " calls in flight; try again in a moment.");
    }
    Key key = new Key(call.session().id(), call.id());
    if (calls.putIfAbsent(key, call) != null) {
      count.decrementAndGet();
      throw new RpcException(
          RpcError.INVALID_REQUEST,
          "Invalid request: a request with this id is still in flight in this session");
    }
    Thread thread =
        Thread.ofVirtual().name(call.id().toString()).unstarted(() -> run(key, call, work));
    call.reply().onDisconnect(call.cancellation()::cancel);
    thread.start();
  }

  /** {@code notifications/cancelled}: an unknown id is no error, the answer may have crossed it. */
  void cancel(String session, RequestId id) {
    Call call = calls.get(new Key(session, id));
    if (call != null) {
      call.cancellation().cancel();
    }
  }

  private void run(Key key, Call call, Work work) {
    try {
      call.cancellation().check();
      JsonNode result = work.run(call);
      call.reply().finish(new RpcMessage.Result(call.id(), result));
    } catch (InterruptedException e) {
      call.reply().accept();
    } catch (RpcException e) {
      call.reply().finish(new RpcMessage.Failure(call.id(), e.error()));
    } catch (RuntimeException | Error e) {
      String id = UUID.randomUUID().toString();
      log.error("Internal error {}", id, e);
      call.reply()
          .finish(
              new RpcMessage.Failure(
                  call.id(), RpcError.of(RpcError.INTERNAL_ERROR, "Internal error (" + id + ")")));
    } finally {
      calls.remove(key);
      count.decrementAndGet();
    }
  }
}
