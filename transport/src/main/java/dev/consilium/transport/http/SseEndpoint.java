package dev.consilium.transport.http;

import dev.consilium.schemas.access.Principal;
import dev.consilium.schemas.rpc.RpcCodec;
import dev.consilium.schemas.rpc.RpcException;
import dev.consilium.schemas.rpc.RpcMessage;
import dev.consilium.transport.Peer;
import dev.consilium.transport.RequestHandler;
import dev.consilium.transport.internal.GuardedHandler;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * HTTP+SSE, as MCP had it in 2024-11-05: a GET opens a stream that carries all that the server
 * says, and tells the client where to POST what it says itself.
 */
final class SseEndpoint {
  static final String STREAM = "/sse";
  static final String MESSAGES = "/messages";
  private static final String PARAMETER = "session_id";

  private final RequestHandler handler;
  private final HttpOptions options;
  private final Map<String, SseConversation> open = new ConcurrentHashMap<>();

  SseEndpoint(RequestHandler handler, HttpOptions options) {
    this.handler = new GuardedHandler(handler);
    this.options = options;
  }

  /** GET: opens a conversation. */
  void stream(Exchange exchange) {
    if (!exchange.head().method().equals("GET")) {
      exchange.fail(405, "Use GET", Map.of("Allow", "GET, OPTIONS"));
      return;
    }
    if (!McpEndpoint.accepts(exchange, MediaTypes.EVENT_STREAM)) {
      exchange.fail(406, "A GET opens an event stream: Accept must allow it");
      return;
    }
    String id = UUID.randomUUID().toString();
    HttpReply reply = new HttpReply(exchange, options, 204);
    SseConversation conversation =
        new SseConversation(HttpPeer.of(exchange, Peer.Transport.SSE), reply);
    open.put(id, conversation);
    exchange.onDisconnect(() -> {
      open.remove(id);
      conversation.left();
    });
    exchange.onDrain(() -> {
      exchange.disconnected();
      reply.accept();
    });
    reply.event("endpoint", MESSAGES + "?" + PARAMETER + "=" + id);
    handler.listen(conversation.peer(), reply);
  }

  /** POST: a message of a conversation; what answers it comes on the stream. */
  void message(Exchange exchange, ByteBuf body) {
    if (!exchange.head().method().equals("POST")) {
      exchange.fail(405, "Use POST", Map.of("Allow", "POST, OPTIONS"));
      return;
    }
    if (exchange.head().headers().get("Content-Type").filter(MediaTypes::isJson).isEmpty()) {
      exchange.fail(415, "Content-Type must be " + MediaTypes.JSON);
      return;
    }
    Optional<SseConversation> conversation =
        sessionId(exchange)
            .map(open::get)
            .filter(c -> c.peer().principal().name().equals(exchange.principal().name()));
    if (conversation.isEmpty()) {
      exchange.fail(404, "There is no such conversation here: open one with GET " + STREAM);
      return;
    }
    try {
      RpcCodec.Incoming incoming = McpEndpoint.decode(body);
      exchange.respond(202, Map.of());
      dispatch(incoming, conversation.get(), exchange.principal());
    } catch (RpcException e) {
      McpEndpoint.refuse(exchange, new RpcMessage.Failure(e.id(), e.error()));
    }
  }

  private static Optional<String> sessionId(Exchange exchange) {
    List<String> values =
        new QueryStringDecoder(exchange.head().query(), false)
            .parameters()
            .getOrDefault(PARAMETER, List.of());
    return values.stream().findFirst();
  }

  private void dispatch(
      RpcCodec.Incoming incoming, SseConversation conversation, Principal sender) {
    Peer peer = conversation.peer().as(sender);
    switch (incoming) {
      case RpcCodec.Incoming.Single(RpcMessage message) ->
          handler.handle(message, peer, conversation.reply());
      case RpcCodec.Incoming.Batch(List<RpcCodec.Element> elements) ->
          handler
              .refuseBatch(peer)
              .ifPresentOrElse(
                  conversation::send, () -> elements.forEach(e -> element(e, conversation, peer)));
    }
  }

  private void element(RpcCodec.Element element, SseConversation conversation, Peer peer) {
    switch (element) {
      case RpcCodec.Element.Sound(RpcMessage message) ->
          handler.handle(message, peer, conversation.reply());
      case RpcCodec.Element.Broken(RpcMessage.Failure answer) -> conversation.send(answer);
    }
  }
}
