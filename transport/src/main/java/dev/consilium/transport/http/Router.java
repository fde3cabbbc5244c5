package dev.consilium.transport.http;

import dev.consilium.transport.internal.Fault;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Brings each request to the endpoint of its path. */
@Sharable
final class Router extends ChannelInboundHandlerAdapter {
  private record Template(PathTemplate path, Endpoint endpoint) {}

  private record Prefix(String path, Endpoint endpoint) {}

  private final Map<String, Endpoint> exact = new HashMap<>();
  private final List<Template> templates = new ArrayList<>();
  private final List<Prefix> prefixes = new ArrayList<>();
  private final String known;

  Router(
      McpEndpoint mcp,
      SseEndpoint sse,
      List<HttpRoute> routes,
      Map<String, Endpoint> sockets,
      HttpOptions options) {
    List<String> names = new ArrayList<>(List.of(McpEndpoint.PATH, SseEndpoint.STREAM));
    exact.put(McpEndpoint.PATH, mcp);
    exact.put(SseEndpoint.STREAM, (exchange, _) -> sse.stream(exchange));
    exact.put(SseEndpoint.MESSAGES, sse::message);
    for (HttpRoute route : routes) {
      Endpoint endpoint =
          (exchange, body) -> RouteCall.handle(route.handler(), exchange, body, options);
      switch (route.match()) {
        case EXACT -> {
          if (exact.put(route.path(), endpoint) != null) {
            throw new IllegalArgumentException("Two routes for " + route.path());
          }
          names.add(route.path());
        }
        case TEMPLATE -> {
          templates.add(new Template(PathTemplate.of(route.path()), endpoint));
          names.add(route.path());
        }
        case PREFIX -> {
          prefixes.add(new Prefix(route.path(), endpoint));
          names.add(route.path() + "*");
        }
      }
    }
    sockets.forEach((path, endpoint) -> {
      if (exact.put(path, endpoint) != null) {
        throw new IllegalArgumentException("Two routes for " + path);
      }
      names.add(path);
    });
    prefixes.sort(Comparator.comparingInt((Prefix prefix) -> prefix.path().length()).reversed());
    known = String.join(", ", names);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (!(message instanceof ReceivedRequest request)) {
      ctx.fireChannelRead(message);
      return;
    }
    Exchange exchange = request.exchange();
    try {
      Endpoint endpoint = find(exchange.head().path());
      if (endpoint == null) {
        exchange.fail(404, "Nothing is at this path; this server has " + known);
      } else {
        endpoint.handle(exchange, request.body());
      }
    } catch (RuntimeException e) {
      exchange.fail(500, Fault.report(e));
    } finally {
      request.body().release();
    }
  }

  private @Nullable Endpoint find(String path) {
    Endpoint endpoint = exact.get(path);
    if (endpoint != null) {
      return endpoint;
    }
    for (Template template : templates) {
      if (template.path().matches(path)) {
        return template.endpoint();
      }
    }
    for (Prefix prefix : prefixes) {
      if (path.startsWith(prefix.path())) {
        return prefix.endpoint();
      }
    }
    return null;
  }
}
