package dev.consilium.server.metrics;

import java.time.Duration;
import java.util.stream.LongStream;

/** The bounds of histograms of durations. */
final class Buckets {
  static final Duration[] DURATIONS =
      LongStream.of(1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 10_000, 60_000)
          .mapToObj(Duration::ofMillis)
          .toArray(Duration[]::new);

  private Buckets() {}
}
