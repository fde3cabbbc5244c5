package dev.consilium.transport.http;

import static dev.consilium.transport.http.MediaTypes.EVENT_STREAM;
import static dev.consilium.transport.http.MediaTypes.JSON;

import dev.consilium.schemas.rpc.RpcCodec;
import dev.consilium.schemas.rpc.RpcException;
import dev.consilium.schemas.rpc.RpcMessage;
import dev.consilium.transport.Peer;
import dev.consilium.transport.RequestHandler;
import dev.consilium.transport.internal.GuardedHandler;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufInputStream;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.HttpHeaderValues;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Streamable HTTP, as MCP has it since 2025-03-26. */
final class McpEndpoint implements Endpoint {
  static final String PATH = "/mcp";

  private final RequestHandler handler;
  private final HttpOptions options;

  McpEndpoint(RequestHandler handler, HttpOptions options) {
    this.handler = new GuardedHandler(handler);
    this.options = options;
  }

  /** Whether clients of the path read errors as JSON-RPC. */
  static boolean serves(String path) {
    return path.equals(PATH) || path.equals(SseEndpoint.MESSAGES);
  }

  @Override
  public void handle(Exchange exchange, ByteBuf body) {
    switch (exchange.head().method()) {
      case "POST" -> post(exchange, body);
      case "GET" -> listen(exchange);
      case "DELETE" -> handler.end(HttpPeer.of(exchange), new HttpReply(exchange, options, 200));
      default ->
          exchange.fail(
              405, "Use POST, GET or DELETE", Map.of("Allow", "GET, POST, DELETE, OPTIONS"));
    }
  }

  private void listen(Exchange exchange) {
    if (!accepts(exchange, EVENT_STREAM)) {
      exchange.fail(406, "A GET opens an event stream: Accept must allow " + EVENT_STREAM);
      return;
    }
    HttpReply reply = new HttpReply(exchange, options, 204);
    exchange.onDrain(() -> {
      exchange.disconnected();
      reply.accept();
    });
    handler.listen(HttpPeer.of(exchange), reply);
    reply.open();
  }

  private void post(Exchange exchange, ByteBuf body) {
    Optional<String> contentType = exchange.head().headers().get("Content-Type");
    if (contentType.filter(MediaTypes::isJson).isEmpty()) {
      exchange.fail(415, "Content-Type must be " + JSON);
    } else if (!accepts(exchange, JSON) || !accepts(exchange, EVENT_STREAM)) {
      exchange.fail(406, "Accept must allow both " + JSON + " and " + EVENT_STREAM);
    } else {
      dispatch(exchange, body);
    }
  }

  static boolean accepts(Exchange exchange, String mediaType) {
    return exchange
        .head()
        .headers()
        .get("Accept")
        .map(accept -> MediaTypes.accepts(accept, mediaType))
        .orElse(true);
  }

  private void dispatch(Exchange exchange, ByteBuf body) {
    RpcCodec.Incoming incoming;
    try {
      incoming = decode(body);
    } catch (RpcException e) {
      refuse(exchange, new RpcMessage.Failure(e.id(), e.error()));
      return;
    }
    Peer peer = HttpPeer.of(exchange);
    switch (incoming) {
      case RpcCodec.Incoming.Single(RpcMessage message) ->
          handler.handle(message, peer, new HttpReply(exchange, options, 202));
      case RpcCodec.Incoming.Batch(List<RpcCodec.Element> elements) ->
          handler
              .refuseBatch(peer)
              .ifPresentOrElse(
                  failure -> refuse(exchange, failure), () -> batch(exchange, peer, elements));
    }
  }

  static RpcCodec.Incoming decode(ByteBuf body) {
    if (!ByteBufUtil.isText(body, StandardCharsets.UTF_8)) {
      throw RpcCodec.notUtf8();
    }
    return RpcCodec.decode(new ByteBufInputStream(body));
  }

  static void refuse(Exchange exchange, RpcMessage.Failure failure) {
    ByteBuf json = Messages.encode(exchange.allocator(), failure);
    exchange.respond(400, HttpHeaderValues.APPLICATION_JSON, json, Map.of());
  }

  private void batch(Exchange exchange, Peer peer, List<RpcCodec.Element> elements) {
    BatchReplies replies = new BatchReplies(exchange, options, elements.size());
    for (RpcCodec.Element element : elements) {
      switch (element) {
        case RpcCodec.Element.Sound(RpcMessage message) ->
            handler.handle(message, peer, replies.element());
        case RpcCodec.Element.Broken(RpcMessage.Failure answer) -> replies.ended(answer, 400);
      }
    }
  }
}
