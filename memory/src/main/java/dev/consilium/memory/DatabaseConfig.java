package dev.consilium.memory;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Where the records live.
 *
 * @param home folder of the embedded PostgreSQL, used when there is no URL, and of the vector index
 * @param url {@code jdbc:postgresql://…} or {@code postgresql://user:password@host:port/database}
 * @param progress told, in one line each, what takes time at the start
 * @param feedKept how long a client may be away and still get every event
 */
public record DatabaseConfig(
    Path home,
    Optional<String> url,
    int maxConnections,
    SearchConfig search,
    Consumer<String> progress,
    Duration feedKept) {
  /** How long events are kept where nothing is said of it. */
  public static final Duration FEED_KEPT = Duration.ofDays(7);

  public DatabaseConfig(
      Path home,
      Optional<String> url,
      int maxConnections,
      SearchConfig search,
      Consumer<String> progress) {
    this(home, url, maxConnections, search, progress, FEED_KEPT);
  }

  /** The URL may hold a password. */
  @Override
  public String toString() {
    return "DatabaseConfig[" + (url.isPresent() ? "external" : home) + "]";
  }
}
