package dev.consilium.server.api;

import dev.consilium.server.http.Problem;
import dev.consilium.transport.http.HttpCall;
import java.util.HashMap;
import java.util.Map;

/** What can only be read, and is the same for everybody. */
final class ReadOnly {
  private static final Map<String, String> ALLOW = Map.of("Allow", "GET, HEAD, OPTIONS");

  private ReadOnly() {}

  /** Answers methods that are not for reading. */
  static boolean isAnswered(HttpCall call) {
    switch (call.head().method()) {
      case "GET", "HEAD" -> {
        return false;
      }
      case "OPTIONS" -> call.respond(204, "", new byte[0], ALLOW);
      default -> Problem.of(405, "This can only be read, with GET.").answer(call, ALLOW);
    }
    return true;
  }

  static void answer(HttpCall call, String type, byte[] body, Map<String, String> headers) {
    Map<String, String> all = new HashMap<>(headers);
    String tag = EntityTag.of(body, headers);
    all.put("ETag", tag);
    all.put("Cache-Control", "no-cache");
    boolean known =
        call.head()
            .headers()
            .get("If-None-Match")
            .filter(header -> EntityTag.matches(header, tag))
            .isPresent();
    call.respond(known ? 304 : 200, type, known ? new byte[0] : body, all);
  }
}
