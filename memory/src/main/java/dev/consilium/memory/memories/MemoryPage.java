package dev.consilium.memory.memories;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The best hits from some place on.
 *
 * @param notice what the search had to do without, if anything
 */
public record MemoryPage(
    List<MemoryHit> hits, @Nullable String nextCursor, @Nullable String notice) {}
