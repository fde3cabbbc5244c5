package dev.consilium.memory.memories;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The best hits from some place on.
 *
 * @param cursors for each hit, where the next one begins
 * @param more whether there are further hits
 * @param notice what the search had to do without, if anything
 */
public record MemoryPage(
    List<MemoryHit> hits, List<String> cursors, boolean more, @Nullable String notice) {

  public @Nullable String nextCursor() {
    return more && !cursors.isEmpty() ? cursors.getLast() : null;
  }

  /** The first hits of the page, for who has no room for all. */
  public MemoryPage first(int count) {
    return count >= hits.size()
        ? this
        : new MemoryPage(hits.subList(0, count), cursors.subList(0, count), true, notice);
  }
}
