package dev.consilium.server.engine;

import dev.consilium.schemas.json.Json;
import dev.consilium.schemas.rpc.RequestId;
import dev.consilium.schemas.rpc.RpcMessage;
import dev.consilium.transport.Reply;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import tools.jackson.databind.node.ObjectNode;

/** The clients of this node that want to hear of changes, and what each of them wants. */
final class Subscriptions {
  /** What a client can ask to hear of. */
  enum Kind {
    TOOLS("notifications/tools/list_changed", "toolsListChanged"),
    PROMPTS("notifications/prompts/list_changed", "promptsListChanged"),
    RESOURCES("notifications/resources/list_changed", "resourcesListChanged");

    private final String method;
    private final String filter;

    Kind(String method, String filter) {
      this.method = method;
      this.filter = filter;
    }

    /** Its name in the filter of {@code subscriptions/listen}. */
    String filter() {
      return filter;
    }
  }

  /**
   * An open stream.
   *
   * @param id of the request that opened it, by which a modern client tells its streams apart
   */
  private record Stream(
      Reply reply, Predicate<Kind> kinds, Predicate<String> uris, Optional<RequestId> id) {

    void send(String method, ObjectNode params) {
      id.ifPresent(request -> params.set("_meta", subscription(request)));
      reply.send(new RpcMessage.Notification(method, params));
    }
  }

  private final Set<Stream> open = ConcurrentHashMap.newKeySet();

  static ObjectNode subscription(RequestId id) {
    ObjectNode meta = Json.MAPPER.createObjectNode();
    meta.set("io.modelcontextprotocol/subscriptionId", id.json());
    return meta;
  }

  /** Until the client leaves or the subscription is closed. */
  Runnable add(Reply reply, Predicate<Kind> kinds, Predicate<String> uris, Optional<RequestId> id) {
    Stream stream = new Stream(reply, kinds, uris, id);
    open.add(stream);
    Runnable close = () -> open.remove(stream);
    reply.onDisconnect(close);
    return close;
  }

  int count() {
    return open.size();
  }

  /** Tells modern clients that their streams end here; the others see them end. */
  void close() {
    for (Stream stream : open) {
      stream
          .id()
          .ifPresent(id -> {
            ObjectNode cancelled = Json.MAPPER.createObjectNode();
            cancelled.set("requestId", id.json());
            stream.send("notifications/cancelled", cancelled.put("reason", "the server stops"));
            ObjectNode result = Json.MAPPER.createObjectNode().put("resultType", "complete");
            result.set("_meta", subscription(id));
            stream.reply().finish(new RpcMessage.Result(id, result));
          });
    }
    open.clear();
  }

  void listChanged(Kind kind) {
    for (Stream stream : open) {
      if (stream.kinds().test(kind)) {
        stream.send(kind.method, Json.MAPPER.createObjectNode());
      }
    }
  }

  void resourceUpdated(String uri) {
    for (Stream stream : open) {
      if (stream.uris().test(uri)) {
        stream.send(
            "notifications/resources/updated", Json.MAPPER.createObjectNode().put("uri", uri));
      }
    }
  }
}
