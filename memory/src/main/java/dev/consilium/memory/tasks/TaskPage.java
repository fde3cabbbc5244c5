package dev.consilium.memory.tasks;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Some of the tasks, oldest first; {@code total} is counted up to {@value #MAX_TOTAL}. */
public record TaskPage(List<Task> tasks, @Nullable String nextCursor, long total) {
  public static final int MAX_TOTAL = 10_000;
}
