package dev.consilium.tools.councils.items;

import dev.consilium.memory.tasks.TaskType;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What somebody is to do, as a protocol says it.
 *
 * @param after the numbers of the items that come first, from 1; all less than its own
 */
public record ActionItem(
    String title,
    @Nullable String owner,
    @Nullable LocalDate due,
    @Nullable Integer priority,
    @Nullable TaskType type,
    List<Integer> after) {
  public ActionItem {
    after = List.copyOf(after);
  }
}
