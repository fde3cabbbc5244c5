package dev.consilium.server.live;

import dev.consilium.memory.Database;
import dev.consilium.server.http.Described;
import dev.consilium.transport.http.HttpRoute;
import dev.consilium.transport.http.WebSocketRoute;
import java.util.List;
import java.util.Set;

/** The paths of what is live. */
public final class LiveRoutes {
  /** Browsers open these without headers of their own, so a key may stand in their query. */
  public static final Set<String> KEY_IN_QUERY = Set.of(LiveSocket.PATH, EventsRoute.PATH);

  private LiveRoutes() {}

  public static List<HttpRoute> http(LiveFeed feed) {
    return List.of(EventsRoute.route(feed.audience()));
  }

  /** What the document says of them. */
  public static List<Described> described() {
    return List.of(EventsRoute.described(), LiveSocket.described());
  }

  public static List<WebSocketRoute> sockets(LiveFeed feed, Database database) {
    return List.of(LiveSocket.route(feed.audience(), database.steering()));
  }
}
