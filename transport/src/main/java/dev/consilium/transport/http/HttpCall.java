package dev.consilium.transport.http;

import dev.consilium.schemas.access.Principal;
import dev.consilium.transport.RequestHead;
import java.util.List;
import java.util.Map;

/** One request of a plain HTTP route, and the way to answer it. Thread-safe. */
public interface HttpCall {
  RequestHead head();

  /** The parameters of the query, decoded, in their order. */
  Map<String, List<String>> query();

  byte[] body();

  /** Who sent it, as the {@link dev.consilium.transport.Gate} says. */
  Principal principal();

  /**
   * Answers. Only the first call counts; does not wait for the peer. A long text is compressed, on
   * the calling thread, for a peer that asks for it: an answer that is long is not for the event
   * loop.
   */
  void respond(int status, String contentType, byte[] body, Map<String, String> headers);

  /**
   * Answers with an event stream that stays open. To be called before the handler returns, and
   * instead of {@link #respond}.
   */
  Outlet stream(Outlet.Listener listener);

  default void respond(int status, String contentType, byte[] body) {
    respond(status, contentType, body, Map.of());
  }
}
