package dev.consilium.tools;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** The header {@code Retry-After}: seconds, or a date (RFC 9110, 10.2.3). */
public final class RetryAfter {
  /** Whoever asks for more is asked again after that. */
  private static final Duration MOST = Duration.ofMinutes(15);

  private RetryAfter() {}

  /** How long to wait; empty where it says nothing that can be read. */
  public static Optional<Duration> of(Optional<String> header, InstantSource clock) {
    return header.map(String::strip).flatMap(text -> read(text, clock)).map(RetryAfter::bounded);
  }

  private static Optional<Duration> read(String text, InstantSource clock) {
    if (text.matches("\\d{1,9}(\\.\\d{1,6})?")) {
      return Optional.of(Duration.ofMillis((long) Math.ceil(Double.parseDouble(text) * 1_000)));
    }
    try {
      Instant until = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      return Optional.of(Duration.between(clock.instant(), until));
    } catch (DateTimeException e) {
      // Neither: as if there were none.
      return Optional.empty();
    }
  }

  private static Duration bounded(Duration time) {
    return time.isNegative() ? Duration.ZERO : time.compareTo(MOST) > 0 ? MOST : time;
  }
}
