package dev.consilium.memory.memories;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Where a memory comes from, as a number: what has the same one is about the same matter. */
final class Source {
  static final long UNKNOWN = 0;

  private Source() {}

  static long of(
      Kind kind,
      List<String> tags,
      @Nullable String task,
      @Nullable String decision,
      @Nullable Instant validFrom) {
    if (tags.isEmpty() && task == null && decision == null && validFrom == null) {
      return UNKNOWN;
    }
    long upper = Objects.hash(kind.name(), task, decision);
    int lower = Objects.hash(tags, validFrom);
    return Math.max(1, (upper << Integer.SIZE ^ lower) & Long.MAX_VALUE);
  }
}
