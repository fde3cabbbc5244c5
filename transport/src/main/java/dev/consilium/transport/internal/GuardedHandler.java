package dev.consilium.transport.internal;

import dev.consilium.schemas.rpc.RequestId;
import dev.consilium.schemas.rpc.RpcError;
import dev.consilium.schemas.rpc.RpcMessage;
import dev.consilium.transport.Peer;
import dev.consilium.transport.Reply;
import dev.consilium.transport.RequestHandler;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Answers for a handler that throws, so that no message stays without an end. */
public final class GuardedHandler implements RequestHandler {
  private final RequestHandler handler;

  public GuardedHandler(RequestHandler handler) {
    this.handler = handler;
  }

  @Override
  public void handle(RpcMessage message, Peer peer, Reply reply) {
    RequestId id = message instanceof RpcMessage.Request request ? request.id() : null;
    guard(() -> handler.handle(message, peer, reply), id, reply);
  }

  @Override
  public Optional<RpcMessage.Failure> refuseBatch(Peer peer) {
    try {
      return handler.refuseBatch(peer);
    } catch (RuntimeException e) {
      return Optional.of(failure(null, e));
    }
  }

  @Override
  public void listen(Peer peer, Reply stream) {
    guard(() -> handler.listen(peer, stream), null, stream);
  }

  @Override
  public void end(Peer peer, Reply reply) {
    guard(() -> handler.end(peer, reply), null, reply);
  }

  private static void guard(Runnable call, @Nullable RequestId id, Reply reply) {
    try {
      call.run();
    } catch (RuntimeException e) {
      reply.refuse(500, failure(id, e));
    }
  }

  private static RpcMessage.Failure failure(@Nullable RequestId id, Throwable cause) {
    return new RpcMessage.Failure(id, RpcError.of(RpcError.INTERNAL_ERROR, Fault.report(cause)));
  }
}
