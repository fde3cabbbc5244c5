package dev.consilium.memory;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Where the records live.
 *
 * @param home folder of the embedded PostgreSQL, used when there is no URL, and of the vector index
 * @param url {@code jdbc:postgresql://…} or {@code postgresql://user:password@host:port/database}
 * @param progress told, in one line each, what takes time at the start
 */
public record DatabaseConfig(
    Path home,
    Optional<String> url,
    int maxConnections,
    SearchConfig search,
    Consumer<String> progress) {
  /** The URL may hold a password. */
  @Override
  public String toString() {
    return "DatabaseConfig[" + (url.isPresent() ? "external" : home) + "]";
  }
}
