package dev.consilium.server.live;

import dev.consilium.schemas.access.Scope;
import dev.consilium.schemas.json.Json;
import dev.consilium.transport.http.HttpCall;
import dev.consilium.transport.http.HttpRoute;
import dev.consilium.transport.http.Outlet;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code GET /api/events}: the feed as server-sent events. */
final class EventsRoute implements Outlet.Listener {
  static final String PATH = "/api/events";

  private final LiveFeed feed;
  private @Nullable Watcher watcher;

  private EventsRoute(LiveFeed feed) {
    this.feed = feed;
  }

  static HttpRoute route(LiveFeed feed) {
    return HttpRoute.exact(PATH, call -> open(call, feed));
  }

  private static void open(HttpCall call, LiveFeed feed) {
    if (!call.head().method().equals("GET")) {
      refuse(call, 405, "Use GET", Map.of("Allow", "GET, OPTIONS"));
      return;
    }
    if (!call.principal().may(Scope.READ)) {
      refuse(call, 403, "Watching needs the scope read, which this key does not have.", Map.of());
      return;
    }
    Wanted wanted;
    Optional<String> lastEventId = call.head().headers().get("Last-Event-ID");
    try {
      wanted = Wanted.read(call.query(), lastEventId);
    } catch (IllegalArgumentException e) {
      refuse(call, 400, String.valueOf(e.getMessage()), Map.of());
      return;
    }
    EventsRoute reader = new EventsRoute(feed);
    Watcher watcher = new Watcher(Form.EVENT_STREAM, wanted, call.stream(reader));
    reader.watcher = watcher;
    feed.add(watcher);
  }

  private static void refuse(
      HttpCall call, int status, String message, Map<String, String> headers) {
    call.respond(
        status,
        "application/json",
        Json.MAPPER.writeValueAsBytes(Map.of("error", message)),
        headers);
  }

  @Override
  public void onReady() {
    if (watcher != null) {
      feed.ready(watcher);
    }
  }

  @Override
  public void onClosed() {
    if (watcher != null) {
      feed.remove(watcher);
    }
  }
}
