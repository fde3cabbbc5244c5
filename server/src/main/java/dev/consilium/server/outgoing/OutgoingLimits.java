package dev.consilium.server.outgoing;

import dev.consilium.memory.webhooks.Patience;
import dev.consilium.schemas.json.Assignments;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How long receivers are given.
 *
 * @param concurrent receivers that this node sends to at once
 * @param timeoutMs the longest a request may take
 * @param firstMs the longest pause after the first failure; it triples with each further one
 * @param longestMs no pause is longer
 * @param attempts after so many, a delivery is given up
 * @param hours at the first failure after so long, a delivery is given up
 */
public record OutgoingLimits(
    int concurrent, int timeoutMs, int firstMs, int longestMs, int attempts, int hours) {
  public static final OutgoingLimits DEFAULT =
      new OutgoingLimits(16, 10_000, 5_000, 14_400_000, 15, 24);

  private static final int MOST = 86_400_000;
  private static final int GROWTH = 3;
  private static final long LONGEST_REST_MILLIS = 60_000;

  /**
   * Reads {@code attempts=5,timeout_ms=5000}; what is not named stays as it is by default.
   *
   * @throws IllegalArgumentException that says what is wrong
   */
  public static OutgoingLimits parse(String text) {
    List<Integer> v = Assignments.numbers(text, DEFAULT.byName(), _ -> 1, MOST);
    return new OutgoingLimits(v.get(0), v.get(1), v.get(2), v.get(3), v.get(4), v.get(5));
  }

  /** In the order of the components. */
  private Map<String, Integer> byName() {
    Map<String, Integer> values = new LinkedHashMap<>();
    values.put("concurrent", concurrent);
    values.put("timeout_ms", timeoutMs);
    values.put("first_ms", firstMs);
    values.put("longest_ms", longestMs);
    values.put("attempts", attempts);
    values.put("hours", hours);
    return values;
  }

  Duration timeout() {
    return Duration.ofMillis(timeoutMs);
  }

  /** Longer than any one request. */
  Duration lease() {
    return timeout().multipliedBy(2).plusSeconds(5);
  }

  Patience patience() {
    return new Patience(attempts, Duration.ofHours(hours));
  }

  /** Full jitter: anything up to the pause that grows with each failure. */
  Duration backoff(int failures, double random) {
    double most = Math.min(longestMs, firstMs * Math.pow(GROWTH, Math.min(20, failures)));
    return Duration.ofMillis((long) (most * random));
  }

  /** How long a receiver is left alone that failed so often in a row. */
  Duration rest(int failures, double random) {
    Duration pause = backoff(failures, random);
    Duration longest = Duration.ofMillis(LONGEST_REST_MILLIS);
    return pause.compareTo(longest) < 0 ? pause : longest;
  }
}
