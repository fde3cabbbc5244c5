package dev.consilium.transport;

import dev.consilium.schemas.rpc.RpcMessage;

/**
 * What every transport hands its messages to: the engine.
 *
 * <p>Called once for each message, on the thread that read it (an event loop or the stdin reader),
 * so it must not block: whatever may, goes to a virtual thread and answers later through {@code
 * reply}. Calls for different messages may be concurrent.
 */
public interface RequestHandler {
  void handle(RpcMessage message, Peer peer, Reply reply);
}
