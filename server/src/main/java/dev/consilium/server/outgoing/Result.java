package dev.consilium.server.outgoing;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What came of a request.
 *
 * @param status null where there was no answer
 * @param error empty where all went well
 * @param retryAfter what the receiver asked for
 */
public record Result(@Nullable Integer status, String error, Optional<Duration> retryAfter) {
  private static final int GONE = 410;

  public boolean isDelivered() {
    return error.isEmpty();
  }

  /** The receiver wants nothing more, ever. */
  boolean isGone() {
    return status != null && status == GONE;
  }
}
