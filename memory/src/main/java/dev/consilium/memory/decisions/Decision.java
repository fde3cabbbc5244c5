package dev.consilium.memory.decisions;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A decision as it stands. */
public record Decision(
    String id,
    String project,
    DecisionStatus status,
    Draft draft,
    List<Link> links,
    @Nullable String agent,
    Instant createdAt,
    Instant updatedAt,
    @Nullable Instant decidedAt) {
  public Decision {
    links = List.copyOf(links);
  }
}
