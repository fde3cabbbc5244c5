package dev.consilium.transport.http;

/**
 * A plain HTTP resource beside the MCP endpoint.
 *
 * @param path starts with a slash; a prefix ends with one
 */
public record HttpRoute(String path, Match match, Handler handler) {
  public enum Match {
    EXACT,
    /** Segments in braces stand for any one segment; comes before every prefix. */
    TEMPLATE,
    /** Everything below the path; where several fit, the longest wins. */
    PREFIX
  }

  /**
   * Called on an event loop once for each request, whatever its method, so it must not block; it
   * may answer later, from any thread. What it throws is answered with 500.
   */
  @FunctionalInterface
  public interface Handler {
    void handle(HttpCall call);
  }

  public HttpRoute {
    if (!path.startsWith("/")) {
      throw new IllegalArgumentException("A route's path starts with a slash: " + path);
    }
    if (match == Match.PREFIX && !path.endsWith("/")) {
      throw new IllegalArgumentException("A prefix ends with a slash: " + path);
    }
  }

  public static HttpRoute exact(String path, Handler handler) {
    return new HttpRoute(path, Match.EXACT, handler);
  }

  public static HttpRoute template(String path, Handler handler) {
    return new HttpRoute(path, Match.TEMPLATE, handler);
  }

  public static HttpRoute prefix(String path, Handler handler) {
    return new HttpRoute(path, Match.PREFIX, handler);
  }
}
