package dev.consilium.transport.http;

import dev.consilium.transport.RequestHead;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import java.util.Map;
import java.util.Optional;

/** Headers that say how a browser may use a response. */
final class CommonHeaders {
  private static final AsciiString CONTENT_TYPE_OPTIONS =
      AsciiString.cached("x-content-type-options");

  private static final AsciiString NO_SNIFF = AsciiString.cached("nosniff");

  private static final String METHODS = "GET, POST, PUT, PATCH, DELETE, OPTIONS";

  private static final String EXPOSED =
      "Mcp-Session-Id, WWW-Authenticate, ETag, Link, Location, Retry-After, X-Next-Cursor,"
          + " X-Total-Count";

  private CommonHeaders() {}

  static void set(HttpHeaders headers, RequestHead head, boolean admitted) {
    headers.set(CONTENT_TYPE_OPTIONS, NO_SNIFF);
    Optional<String> origin = head.headers().get("Origin");
    if (origin.isPresent()) {
      headers.add(HttpHeaderNames.VARY, HttpHeaderNames.ORIGIN);
      if (admitted) {
        headers.set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, origin.get());
        headers.set(HttpHeaderNames.ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED);
      }
    }
  }

  static boolean isPreflight(RequestHead head) {
    return head.method().equals("OPTIONS")
        && head.headers().get("Origin").isPresent()
        && head.headers().get("Access-Control-Request-Method").isPresent();
  }

  /** What an admitted origin may do: anything it asks for; the request itself is judged again. */
  static Map<String, String> preflight(RequestHead head) {
    return Map.of(
        "Access-Control-Allow-Methods",
        METHODS,
        "Access-Control-Allow-Headers",
        head.headers().get("Access-Control-Request-Headers").orElse("Content-Type"),
        "Access-Control-Max-Age",
        "600");
  }
}
