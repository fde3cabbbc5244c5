package dev.consilium.tools;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Severities of RFC 5424, least severe first. */
public enum LogLevel {
  DEBUG,
  INFO,
  NOTICE,
  WARNING,
  ERROR,
  CRITICAL,
  ALERT,
  EMERGENCY;

  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<LogLevel> of(String text) {
    return Arrays.stream(values()).filter(level -> level.text().equals(text)).findFirst();
  }
}
