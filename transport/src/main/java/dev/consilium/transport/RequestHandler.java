package dev.consilium.transport;

import dev.consilium.schemas.rpc.RpcMessage;
import java.util.Optional;

/**
 * What every transport hands its messages to: the engine.
 *
 * <p>Every method is called on the thread that read the message (an event loop or the stdin
 * reader), so it must not block: whatever may, goes to a virtual thread and answers later through
 * the reply. Calls for different messages may be concurrent.
 */
public interface RequestHandler {
  /** Called once for each message; of a batch, once for each element, in order. */
  void handle(RpcMessage message, Peer peer, Reply reply);

  /**
   * Called once for each batch, before its messages: the error that answers it as a whole, if any.
   */
  Optional<RpcMessage.Failure> refuseBatch(Peer peer);

  /**
   * Takes a stream for messages that belong to no request. Over HTTP once for each GET: {@link
   * Reply#refuse}d before this returns, or open from then on until the peer leaves or {@link
   * Reply#accept} ends it. Over stdio and HTTP+SSE once, before the first message.
   */
  void listen(Peer peer, Reply stream);

  /** Ends the session of the peer (HTTP: DELETE): {@link Reply#accept} or {@link Reply#refuse}. */
  void end(Peer peer, Reply reply);
}
