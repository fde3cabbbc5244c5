package dev.consilium.transport.http;

import dev.consilium.schemas.access.Principal;
import dev.consilium.transport.RequestHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.List;
import java.util.Map;

/** A call of a plain route. */
final class RouteCall implements HttpCall {
  private final Exchange exchange;
  private final byte[] body;
  private final Map<String, List<String>> query;
  private final HttpOptions options;

  private RouteCall(
      Exchange exchange, byte[] body, Map<String, List<String>> query, HttpOptions options) {
    this.options = options;
    this.exchange = exchange;
    this.body = body;
    this.query = query;
  }

  static void handle(
      HttpRoute.Handler handler, Exchange exchange, ByteBuf body, HttpOptions options) {
    Map<String, List<String>> query;
    try {
      query = new QueryStringDecoder(exchange.head().query(), false).parameters();
    } catch (IllegalArgumentException e) {
      exchange.fail(400, "The query of the request is not well-formed");
      return;
    }
    handler.handle(new RouteCall(exchange, ByteBufUtil.getBytes(body), query, options));
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
  public byte[] body() {
    return body;
  }

  @Override
  public Principal principal() {
    return exchange.principal();
  }

  @Override
  public Outlet stream(Outlet.Listener listener) {
    return new StreamOutlet(exchange, options, listener);
  }

  @Override
  public void respond(int status, String contentType, byte[] content, Map<String, String> headers) {
    boolean compressed = Compression.isWanted(exchange.head(), contentType, content);
    byte[] sent = compressed ? Compression.gzip(content) : content;
    Map<String, String> all = compressed ? Compression.headers(headers) : headers;
    exchange.execute(
        () -> exchange.respond(status, contentType, Unpooled.wrappedBuffer(sent), all));
  }
}
