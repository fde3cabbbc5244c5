package dev.consilium.server.live;

import dev.consilium.schemas.access.Scope;
import dev.consilium.server.http.Described;
import dev.consilium.server.http.Problem;
import dev.consilium.transport.http.HttpCall;
import dev.consilium.transport.http.HttpRoute;
import dev.consilium.transport.http.Outlet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code GET /api/events}: the feed as server-sent events. */
final class EventsRoute implements Outlet.Listener {
  static final String PATH = "/api/events";

  private static final String LAST_EVENT_ID = "Last-Event-ID";

  private final Audience audience;
  private @Nullable Watcher watcher;

  private EventsRoute(Audience audience) {
    this.audience = audience;
  }

  static HttpRoute route(Audience audience) {
    return HttpRoute.exact(PATH, call -> open(call, audience));
  }

  static Described described() {
    return new Described(
        PATH,
        "followEvents",
        "live",
        "What happens, as server-sent events",
        "The id of each event is its seq: a client that comes back with Last-Event-ID, or with"
            + " after, misses nothing. A key may stand in the query as api_key. The data are the"
            + " messages of "
            + LiveSocket.PATH
            + ".",
        Wanted.Query.class,
        List.of(new Described.Header(LAST_EVENT_ID, "The last event at hand; goes before after")),
        false,
        List.of(Described.Outcome.text("text/event-stream", "Events, until the client leaves")),
        Wanted.REFUSALS);
  }

  private static void open(HttpCall call, Audience audience) {
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
    Optional<String> lastEventId = call.head().headers().get(LAST_EVENT_ID);
    try {
      wanted = Wanted.read(call.query(), lastEventId);
    } catch (IllegalArgumentException e) {
      Problem.of(400, String.valueOf(e.getMessage())).answer(call, Map.of());
      return;
    }
    EventsRoute reader = new EventsRoute(audience);
    Watcher watcher = new Watcher(Form.EVENT_STREAM, wanted, call.stream(reader));
    reader.watcher = watcher;
    audience.add(watcher);
  }

  @Override
  public void onReady() {
    if (watcher != null) {
      audience.ready(watcher);
    }
  }

  @Override
  public void onClosed() {
    if (watcher != null) {
      audience.remove(watcher);
    }
  }
}
