package dev.consilium.transport.http;

import dev.consilium.schemas.access.Principal;
import dev.consilium.transport.RequestHead;
import java.util.List;
import java.util.Map;

/**
 * A path at which clients open WebSockets.
 *
 * @param protocols the subprotocols that are spoken; of those that a client offers the first one is
 *     taken, and none where it offers no other
 */
public record WebSocketRoute(String path, List<String> protocols, Opener opener) {
  /**
   * Called on an event loop for each client that was admitted and asks for a WebSocket in the right
   * way: accepts or refuses it before it returns, and must not block.
   */
  @FunctionalInterface
  public interface Opener {
    void open(Opening opening);
  }

  /** A client at the door. */
  public interface Opening {
    RequestHead head();

    /** The parameters of the query, decoded, in their order. */
    Map<String, List<String>> query();

    Principal principal();

    /** Answers with an error of HTTP. */
    void refuse(int status, String message);

    /** Lets it in; what it sends comes to the listener. */
    Outlet accept(Listener listener);
  }

  /** What comes from the client. Called on an event loop, so it must not block. */
  public interface Listener extends Outlet.Listener {
    void onText(String text);
  }

  public WebSocketRoute {
    if (!path.startsWith("/")) {
      throw new IllegalArgumentException("A route's path starts with a slash: " + path);
    }
    protocols = List.copyOf(protocols);
  }
}
