package dev.consilium.transport.http;

import io.netty.handler.codec.http.QueryStringDecoder;

/**
 * Where a request goes.
 *
 * @param path decoded; has no segment that could lead elsewhere than it reads
 * @param query as sent
 */
record RequestTarget(String path, String query) {
  /**
   * Reads the target of a request line.
   *
   * @throws IllegalArgumentException if it names no path or an ambiguous one
   */
  static RequestTarget parse(String uri) {
    if (isPlain(uri)) {
      return new RequestTarget(uri, "");
    }
    int queryStart = uri.indexOf('?');
    String raw = queryStart < 0 ? uri : uri.substring(0, queryStart);
    String query = queryStart < 0 ? "" : uri.substring(queryStart + 1);
    String path = QueryStringDecoder.decodeComponent(withoutAuthority(raw).replace("+", "%2B"));
    if (!path.startsWith("/")) {
      throw new IllegalArgumentException("The request names no path");
    }
    if (isAmbiguous(raw, path)) {
      throw new IllegalArgumentException("The path of the request is ambiguous");
    }
    return new RequestTarget(path, query);
  }

  /** Most are: a path with nothing to decode or to judge, and no query. */
  private static boolean isPlain(String uri) {
    char before = 0;
    for (int i = 0; i < uri.length(); i++) {
      char c = uri.charAt(i);
      boolean word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
      if (!word && c != '-' && c != '_' && (c != '/' || before == '/')) {
        return false;
      }
      before = c;
    }
    return uri.startsWith("/");
  }

  private static String withoutAuthority(String raw) {
    int scheme = raw.startsWith("/") ? -1 : raw.indexOf("://");
    if (scheme < 0) {
      return raw;
    }
    int slash = raw.indexOf('/', scheme + 3);
    return slash < 0 ? "/" : raw.substring(slash);
  }

  private static boolean isAmbiguous(String raw, String path) {
    return raw.contains("%2f")
        || raw.contains("%2F")
        || path.contains("//")
        || path.contains("\\")
        || path.chars().anyMatch(Character::isISOControl)
        || (path + "/").contains("/../")
        || (path + "/").contains("/./");
  }
}
