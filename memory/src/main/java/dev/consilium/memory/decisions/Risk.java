package dev.consilium.memory.decisions;

import org.jspecify.annotations.Nullable;

/** What may go wrong with the choice. */
public record Risk(
    String description,
    @Nullable Level likelihood,
    @Nullable Level impact,
    @Nullable String cost,
    @Nullable String mitigation) {
  /** How likely, how bad. */
  public enum Level {
    LOW,
    MEDIUM,
    HIGH
  }
}
