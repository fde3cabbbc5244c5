package dev.consilium.transport.http;

import dev.consilium.schemas.access.Principal;
import dev.consilium.transport.Gate;
import dev.consilium.transport.RequestHead;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.codec.http.websocketx.Utf8FrameValidator;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameEncoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Turns the connection of a request for a WebSocket into one. */
final class WebSocketEndpoint implements Endpoint {
  private final WebSocketRoute route;
  private final Gate gate;
  private final HttpOptions options;

  WebSocketEndpoint(WebSocketRoute route, Gate gate, HttpOptions options) {
    this.route = route;
    this.gate = gate;
    this.options = options;
  }

  @Override
  public void handle(Exchange exchange, ByteBuf body) {
    WebSocketHandshake.Refusal refusal = WebSocketHandshake.refusal(exchange.head());
    if (refusal != null) {
      exchange.fail(
          refusal.status(),
          refusal.message(),
          switch (refusal.status()) {
            case 405 -> Map.of("Allow", "GET");
            case 426 ->
                Map.of("Upgrade", "websocket", "Sec-WebSocket-Version", WebSocketHandshake.VERSION);
            default -> Map.of();
          });
      return;
    }
    Map<String, List<String>> query;
    try {
      query = new QueryStringDecoder(exchange.head().query(), false).parameters();
    } catch (IllegalArgumentException e) {
      exchange.fail(400, "The query of the request is not well-formed");
      return;
    }
    Door door = new Door(exchange, query);
    route.opener().open(door);
    if (!door.decided) {
      throw new IllegalStateException("neither accepted nor refused: " + route.path());
    }
  }

  private final class Door implements WebSocketRoute.Opening {
    private final Exchange exchange;
    private final Map<String, List<String>> query;
    private boolean decided;

    Door(Exchange exchange, Map<String, List<String>> query) {
      this.exchange = exchange;
      this.query = query;
    }

    @Override
    public RequestHead head() {
      return exchange.head();
    }

    @Override
    public Map<String, List<String>> query() {
      return query;
    }

    @Override
    public Principal principal() {
      return exchange.principal();
    }

    @Override
    public void refuse(int status, String message) {
      decided = true;
      exchange.fail(status, message);
    }

    @Override
    public Outlet accept(WebSocketRoute.Listener listener) {
      decided = true;
      return upgrade(exchange, listener);
    }
  }

  private Outlet upgrade(Exchange exchange, WebSocketRoute.Listener listener) {
    Channel channel = exchange.upgrade(response(exchange.head()));
    WebSocketConversation conversation =
        new WebSocketConversation(channel, exchange.head(), listener, gate, options);
    ChannelPipeline pipeline = channel.pipeline();
    String last = pipeline.context(LastHandler.class).name();
    int longest = options.maxWebSocketMessage();
    pipeline.addBefore(
        last,
        null,
        new WebSocket13FrameDecoder(
            WebSocketDecoderConfig.newBuilder()
                .expectMaskedFrames(true)
                .allowExtensions(false)
                .closeOnProtocolViolation(false)
                .maxFramePayloadLength(longest)
                .withUTF8Validator(false)
                .build()));
    pipeline.addBefore(last, null, new WebSocket13FrameEncoder(false));
    pipeline.addBefore(last, null, new Utf8FrameValidator(false));
    pipeline.addBefore(last, null, new WebSocketFrameAggregator(longest));
    pipeline.addBefore(last, null, conversation);
    // What speaks HTTP goes, its decoder last: it hands on what it has read too far.
    remove(pipeline, ReadDeadline.class);
    remove(pipeline, RequestQueue.class);
    remove(pipeline, AdmissionHandler.class);
    remove(pipeline, BodyCollector.class);
    remove(pipeline, Router.class);
    remove(pipeline, HttpServerCodec.class);
    conversation.start();
    return conversation;
  }

  private static void remove(ChannelPipeline pipeline, Class<? extends ChannelHandler> type) {
    pipeline.remove(type);
  }

  private FullHttpResponse response(RequestHead head) {
    FullHttpResponse response =
        new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.SWITCHING_PROTOCOLS);
    response
        .headers()
        .set(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET)
        .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE)
        .set(HttpHeaderNames.SEC_WEBSOCKET_ACCEPT, WebSocketHandshake.accept(head));
    Optional<String> protocol = WebSocketHandshake.protocol(head, route.protocols());
    protocol.ifPresent(
        name -> response.headers().set(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL, name));
    return response;
  }
}
