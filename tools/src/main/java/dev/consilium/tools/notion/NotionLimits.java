package dev.consilium.tools.notion;

import dev.consilium.schemas.json.Assignments;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How Notion is called.
 *
 * @param rate requests a second on average, of all nodes together
 * @param concurrent exports at once on this node
 * @param timeoutMs the longest a call may take
 * @param settleMs after a call whose outcome is not known, before looking what came of it
 * @param lateMs after such a call, before looking once more for what arrived late
 * @param backoffMs the longest first pause after a failure; it doubles with each of the next four
 * @param openMs the first pause when Notion is down; it doubles until Notion answers
 */
public record NotionLimits(
    int rate, int concurrent, int timeoutMs, int settleMs, int lateMs, int backoffMs, int openMs) {
  public static final NotionLimits DEFAULT =
      new NotionLimits(3, 4, 30_000, 10_000, 300_000, 1_000, 5_000);

  private static final int MOST = 3_600_000;

  /**
   * An export that failed often waits no longer: while Notion is away, or asks to be left alone,
   * the breaker and the pace hold all of them back.
   */
  private static final int DOUBLED = 4;

  /**
   * Reads {@code rate=6,timeout_ms=60000}; what is not named stays as it is by default.
   *
   * @throws IllegalArgumentException that says what is wrong
   */
  public static NotionLimits parse(String text) {
    List<Integer> v = Assignments.numbers(text, DEFAULT.byName(), _ -> 1, MOST);
    return new NotionLimits(v.get(0), v.get(1), v.get(2), v.get(3), v.get(4), v.get(5), v.get(6));
  }

  /** In the order of the components. */
  private Map<String, Integer> byName() {
    Map<String, Integer> values = new LinkedHashMap<>();
    values.put("rate", rate);
    values.put("concurrent", concurrent);
    values.put("timeout_ms", timeoutMs);
    values.put("settle_ms", settleMs);
    values.put("late_ms", lateMs);
    values.put("backoff_ms", backoffMs);
    values.put("open_ms", openMs);
    return values;
  }

  Duration timeout() {
    return Duration.ofMillis(timeoutMs);
  }

  Duration settle() {
    return Duration.ofMillis(settleMs);
  }

  Duration late() {
    return Duration.ofMillis(lateMs);
  }

  /** Longer than any one call, and its turn. */
  Duration lease() {
    return timeout().multipliedBy(2).plusSeconds(20);
  }

  /**
   * Full jitter: anything up to the pause that doubles with each failure.
   *
   * @param failures before this one
   */
  Duration backoff(int failures, double random) {
    return Duration.ofMillis((long) (((long) backoffMs << Math.min(DOUBLED, failures)) * random));
  }
}
