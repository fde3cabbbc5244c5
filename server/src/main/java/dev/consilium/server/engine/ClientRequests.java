package dev.consilium.server.engine;

import dev.consilium.memory.Database;
import dev.consilium.memory.UnavailableException;
import dev.consilium.schemas.rpc.RequestId;
import dev.consilium.schemas.rpc.RpcCodec;
import dev.consilium.schemas.rpc.RpcMessage;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Requests that this node sent to legacy clients and that they have not answered yet. An answer may
 * come to any node: the id of a request says which one waits for it.
 */
final class ClientRequests {
  private static final Logger log = LoggerFactory.getLogger(ClientRequests.class);
  private static final String UUID_PATTERN = "[0-9a-f-]{36}";
  private static final Pattern ID = Pattern.compile("ask-(" + UUID_PATTERN + ")-" + UUID_PATTERN);

  private record Key(String session, RequestId id) {}

  private final String node = UUID.randomUUID().toString();
  private final Optional<Database> shared;
  private final ConcurrentMap<Key, CompletableFuture<RpcMessage.Response>> open =
      new ConcurrentHashMap<>();

  ClientRequests(Optional<Database> shared) {
    this.shared = shared;
  }

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
    Key key = new Key(session, new RequestId.Text("ask-" + node + "-" + UUID.randomUUID()));
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

  /** Whether another node waits for the answer. */
  boolean isElsewhere(RpcMessage.Response response) {
    if (shared.isEmpty() || !(response.id() instanceof RequestId.Text(String id))) {
      return false;
    }
    Matcher asked = ID.matcher(id);
    return asked.matches() && !node.equals(asked.group(1));
  }

  /** Brings an answer to the node that waits for it; blocks. */
  void forward(String session, RpcMessage.Response response) {
    if (response.id() instanceof RequestId.Text(String id)) {
      shared.ifPresent(
          database -> database.sessionMail().answer(session, id, RpcCodec.text(response)));
    }
  }

  /** Fetches an answer that another node got; blocks. */
  void fetch(String session, String requestId) {
    if (open.containsKey(new Key(session, new RequestId.Text(requestId)))) {
      try {
        shared
            .flatMap(database -> database.sessionMail().take(session, requestId))
            .map(RpcCodec::ofText)
            .ifPresent(message -> {
              if (message instanceof RpcMessage.Response response) {
                answered(session, response);
              }
            });
      } catch (UnavailableException e) {
        // A resync follows when the database is back.
        log.warn("{}", e.getMessage());
      }
    }
  }

  /** Looks for all answers that may have come while nobody could tell; blocks. */
  void fetchAll() {
    open.keySet()
        .forEach(key -> {
          if (key.id() instanceof RequestId.Text(String id)) {
            fetch(key.session(), id);
          }
        });
  }
}
