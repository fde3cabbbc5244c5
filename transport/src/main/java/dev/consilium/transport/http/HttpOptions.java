package dev.consilium.transport.http;

import java.time.Duration;

/**
 * Where the server listens, and the limits on what a client may cost.
 *
 * @param port 0 takes a free one
 * @param requestTimeout from the head of a request to the end of its body
 * @param idleTimeout of a kept-alive connection without a request
 * @param heartbeat how often an open event stream gets a comment, so that dead readers are noticed
 * @param maxPendingBytes what an event stream may hold for a reader that is slow; beyond it is
 *     closed
 */
public record HttpOptions(
    String host,
    int port,
    int maxBodyBytes,
    int maxHeaderBytes,
    int maxConnections,
    Duration requestTimeout,
    Duration idleTimeout,
    Duration heartbeat,
    int maxPendingBytes,
    Duration shutdownTimeout) {

  public static HttpOptions defaults(String host, int port) {
    return new HttpOptions(
        host,
        port,
        4 << 20,
        32 << 10,
        10_000,
        Duration.ofSeconds(30),
        Duration.ofMinutes(2),
        Duration.ofSeconds(15),
        1 << 20,
        Duration.ofSeconds(10));
  }

  public HttpOptions withLimits(int bodyBytes, int connections) {
    return new HttpOptions(
        host,
        port,
        bodyBytes,
        maxHeaderBytes,
        connections,
        requestTimeout,
        idleTimeout,
        heartbeat,
        maxPendingBytes,
        shutdownTimeout);
  }
}
