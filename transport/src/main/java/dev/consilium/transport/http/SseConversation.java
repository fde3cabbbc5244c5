package dev.consilium.transport.http;

import dev.consilium.schemas.rpc.RpcMessage;
import dev.consilium.transport.Peer;
import dev.consilium.transport.Reply;
import dev.consilium.transport.internal.Departure;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/** One client of HTTP+SSE: its stream, and the messages it still waits for. Thread-safe. */
final class SseConversation {
  private final Peer peer;
  private final Reply stream;
  private final Set<Departure> waiting = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean gone = new AtomicBoolean();

  SseConversation(Peer peer, Reply stream) {
    this.peer = peer;
    this.stream = stream;
  }

  Peer peer() {
    return peer;
  }

  void send(RpcMessage message) {
    stream.send(message);
  }

  void left() {
    gone.set(true);
    waiting.forEach(Departure::left);
    waiting.clear();
  }

  Reply reply() {
    Departure departure = new Departure();
    waiting.add(departure);
    if (gone.get()) {
      departure.left();
    }
    return new MessageReply(departure);
  }

  private final class MessageReply implements Reply {
    private final Departure departure;
    private final AtomicBoolean ended = new AtomicBoolean();

    MessageReply(Departure departure) {
      this.departure = departure;
    }

    @Override
    public void send(RpcMessage message) {
      if (!ended.get()) {
        stream.send(message);
      }
    }

    @Override
    public void finish(RpcMessage.Response response, Map<String, String> headers) {
      if (end()) {
        stream.send(response);
      }
    }

    @Override
    public void accept() {
      var _ = end();
    }

    /** A message without an id is a notification or a response: nobody reads an answer to it. */
    @Override
    public void refuse(int httpStatus, RpcMessage.Failure failure, Map<String, String> headers) {
      if (end() && failure.id() != null) {
        stream.send(failure);
      }
    }

    private boolean end() {
      if (!ended.compareAndSet(false, true)) {
        return false;
      }
      departure.answered();
      waiting.remove(departure);
      return true;
    }

    @Override
    public void onDisconnect(Runnable action) {
      departure.onDisconnect(action);
    }
  }
}
