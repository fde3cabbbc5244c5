package dev.consilium.transport.http;

import dev.consilium.transport.RequestHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds what answers a path. */
final class Router {
  private static final Map<String, String> PREFLIGHT =
      Map.of(
          "Access-Control-Allow-Methods", "GET, POST, DELETE, OPTIONS",
          "Access-Control-Allow-Headers",
              "Authorization, Content-Type, Accept, X-API-Key, Mcp-Session-Id, MCP-Protocol-Version,"
                  + " Last-Event-ID, X-Consilium-Tools",
          "Access-Control-Max-Age", "600");

  private final McpEndpoint mcp;
  private final List<HttpRoute> routes;

  Router(McpEndpoint mcp, List<HttpRoute> routes) {
    this.mcp = mcp;
    this.routes =
        routes.stream()
            .sorted(Comparator.comparingInt((HttpRoute r) -> -r.path().length()))
            .toList();
  }

  /** Answers the request now or later; the body is only lent. */
  void route(RequestHead head, String principal, ByteBuf body, HttpResponder responder) {
    if (head.method().equals("OPTIONS")) {
      responder.empty(204, PREFLIGHT);
      return;
    }
    if (head.path().equals(McpEndpoint.PATH)) {
      mcp.handle(head, principal, body, responder);
      return;
    }
    Optional<HttpRoute> route = routes.stream().filter(r -> matches(r, head.path())).findFirst();
    if (route.isPresent()) {
      route
          .get()
          .handler()
          .handle(new PlainCall(head, principal, ByteBufUtil.getBytes(body), responder));
      return;
    }
    String known =
        Stream.concat(Stream.of(McpEndpoint.PATH), routes.stream().map(HttpRoute::path))
            .collect(Collectors.joining(", "));
    Answers.error(responder, 404, "There is nothing here. Known: " + known + ".", Map.of());
  }

  private static boolean matches(HttpRoute route, String path) {
    return switch (route.match()) {
      case EXACT -> route.path().equals(path);
      case PREFIX -> path.startsWith(route.path());
    };
  }
}
