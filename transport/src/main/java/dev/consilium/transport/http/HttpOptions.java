package dev.consilium.transport.http;

import java.time.Duration;

/**
 * Where the HTTP server listens and what it puts up with.
 *
 * @param port 0 takes any free one
 * @param maxBody bytes of a request's body
 * @param maxHead bytes of a request's header lines
 * @param maxConnections further ones are answered with 503
 * @param readTimeout a request has to arrive in whole within this
 * @param idleTimeout a connection without a request, or that does not take its answer, is closed
 * @param heartbeat between two comments on an open event stream
 * @param maxPendingMessages of an event stream: unread by the peer; over it the stream is closed
 * @param maxPendingBytes likewise
 * @param closeTimeout what is unanswered this long after the server began to close is cut off
 */
public record HttpOptions(
    String host,
    int port,
    int maxBody,
    int maxHead,
    int maxConnections,
    Duration readTimeout,
    Duration idleTimeout,
    Duration heartbeat,
    int maxPendingMessages,
    int maxPendingBytes,
    Duration closeTimeout) {

  /** Bytes of a message of a WebSocket: people and programs say little, and listen. */
  public int maxWebSocketMessage() {
    return Math.min(maxBody, 64 << 10);
  }

  public static HttpOptions defaults(String host, int port) {
    return new HttpOptions(
        host,
        port,
        4 << 20,
        16 << 10,
        10_000,
        Duration.ofSeconds(30),
        Duration.ofSeconds(90),
        Duration.ofSeconds(15),
        1_000,
        1 << 20,
        Duration.ofSeconds(10));
  }

  public HttpOptions withLimits(int body, int connections) {
    return new HttpOptions(
        host,
        port,
        body,
        maxHead,
        connections,
        readTimeout,
        idleTimeout,
        heartbeat,
        maxPendingMessages,
        maxPendingBytes,
        closeTimeout);
  }
}
