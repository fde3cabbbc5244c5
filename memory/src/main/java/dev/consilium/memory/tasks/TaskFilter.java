package dev.consilium.memory.tasks;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which tasks are meant; what is null or empty does not restrict.
 *
 * @param owner who owns or holds it
 * @param text part of the title or the id, in any case
 */
public record TaskFilter(
    @Nullable String project,
    Set<TaskStatus> statuses,
    boolean readyOnly,
    @Nullable String owner,
    @Nullable TaskType type,
    @Nullable String label,
    @Nullable String parent,
    @Nullable String text) {
  /** Whether it asks for what may be everywhere or nowhere. */
  boolean isNarrow() {
    return owner != null || type != null || label != null || text != null;
  }

  /** Whether it asks for nothing but states, so that what fits need not be counted. */
  boolean isByState() {
    return !isNarrow() && parent == null;
  }
}
