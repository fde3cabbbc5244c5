package dev.consilium.transport;

import java.util.Optional;

/**
 * The first lines of an HTTP request.
 *
 * @param path decoded, without the query
 * @param query as sent, without the question mark; empty if there is none
 * @param remoteAddress the IP address of the other end of the connection
 */
public record RequestHead(
    String method, String path, String query, Headers headers, String remoteAddress) {

  /** Lookup by name, in any case; of a repeated header the first value. */
  @FunctionalInterface
  public interface Headers {
    Optional<String> get(String name);

    /** Headers of what has none. */
    static Headers none() {
      return name -> Optional.empty();
    }
  }
}
