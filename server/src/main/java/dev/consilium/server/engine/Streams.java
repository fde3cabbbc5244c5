package dev.consilium.server.engine;

import dev.consilium.schemas.json.Json;
import dev.consilium.schemas.rpc.RpcMessage;
import dev.consilium.transport.Reply;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The open streams to clients of this node that are not answers to a request. */
final class Streams {
  private final Set<Reply> open = ConcurrentHashMap.newKeySet();

  void add(Reply stream) {
    open.add(stream);
    stream.onDisconnect(() -> open.remove(stream));
  }

  /** Sends the notification to everybody who listens. */
  void broadcast(String method) {
    RpcMessage.Notification notification =
        new RpcMessage.Notification(method, Json.MAPPER.createObjectNode());
    open.forEach(stream -> stream.send(notification));
  }
}
