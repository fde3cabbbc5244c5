package dev.consilium.server.engine;

import dev.consilium.schemas.rpc.RequestId;
import dev.consilium.schemas.rpc.RpcMessage;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** Requests that this node sent to legacy clients and that they have not answered yet. */
final class ClientRequests {
  private record Key(String session, RequestId id) {}

  private final ConcurrentMap<Key, CompletableFuture<RpcMessage.Response>> open =
      new ConcurrentHashMap<>();

  /** One request on its way; closing it gives up on the answer. */
  final class Pending implements AutoCloseable {
    private final Key key;
    private final CompletableFuture<RpcMessage.Response> answer;

    private Pending(Key key, CompletableFuture<RpcMessage.Response> answer) {
      this.key = key;
      this.answer = answer;
    }

    RequestId id() {
      return key.id();
    }

    CompletableFuture<RpcMessage.Response> answer() {
      return answer;
    }

    @Override
    public void close() {
      open.remove(key);
    }
  }

  Pending begin(String session) {
    Key key = new Key(session, new RequestId.Text("ask-" + UUID.randomUUID()));
    CompletableFuture<RpcMessage.Response> answer = new CompletableFuture<>();
    open.put(key, answer);
    return new Pending(key, answer);
  }

  /** An answer to nothing that is open comes too late, and is dropped. */
  void answered(String session, RpcMessage.Response response) {
    Optional.ofNullable(response.id())
        .map(id -> open.remove(new Key(session, id)))
        .ifPresent(answer -> answer.complete(response));
  }
}
