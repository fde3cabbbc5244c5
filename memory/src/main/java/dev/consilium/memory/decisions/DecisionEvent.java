package dev.consilium.memory.decisions;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Something that happened to a decision. */
public record DecisionEvent(Type type, @Nullable String agent, String detail, Instant createdAt) {
  /** What happened. */
  public enum Type {
    PROPOSED,
    EDITED,
    ACCEPTED,
    REJECTED,
    SUPERSEDED,
    DEPRECATED,
    LINKED,
    ESCALATED
  }
}
