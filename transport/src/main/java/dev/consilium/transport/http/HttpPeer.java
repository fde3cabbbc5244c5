package dev.consilium.transport.http;

import dev.consilium.transport.Peer;
import dev.consilium.transport.RequestHead;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.List;
import java.util.Optional;

/** Reads off a request who sent it. */
final class HttpPeer {
  private HttpPeer() {}

  static Peer of(Exchange exchange) {
    return of(exchange, Peer.Transport.HTTP);
  }

  static Peer of(Exchange exchange, Peer.Transport transport) {
    RequestHead head = exchange.head();
    return new Peer(
        transport, exchange.principal(), head.headers(), toolSets(head), new Peer.Connection());
  }

  private static Optional<String> toolSets(RequestHead head) {
    if (head.query().isEmpty()) {
      return head.headers().get("X-Consilium-Tools");
    }
    try {
      List<String> asked =
          new QueryStringDecoder(head.query(), false).parameters().getOrDefault("tools", List.of());
      return asked.isEmpty()
          ? head.headers().get("X-Consilium-Tools")
          : Optional.of(String.join(",", asked));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
