package dev.consilium.server.live;

import dev.consilium.schemas.access.Scope;
import dev.consilium.server.http.Problem;
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
      Problem.of(405, "The feed can only be read, with GET.")
          .answer(call, Map.of("Allow", "GET, OPTIONS"));
      return;
    }
    if (!call.principal().may(Scope.READ)) {
      Problem.of(403, "Watching needs the scope read, which this key does not have.")
          .answer(call, Map.of());
      return;
    }
    Wanted wanted;
    Optional<String> lastEventId = call.head().headers().get("Last-Event-ID");
    try {
      wanted = Wanted.read(call.query(), lastEventId);
    } catch (IllegalArgumentException e) {
      Problem.of(400, String.valueOf(e.getMessage())).answer(call, Map.of());
      return;
    }
    EventsRoute reader = new EventsRoute(feed);
    Watcher watcher = new Watcher(Form.EVENT_STREAM, wanted, call.stream(reader));
    reader.watcher = watcher;
    feed.add(watcher);
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
