package dev.consilium.memory.memories;

import java.util.List;

/**
 * A memory that was found.
 *
 * @param passage what of its text fits best, with a little of what stands around it
 * @param score from 0 to 1 within one search
 * @param why what found it: {@code words, names, notions, time, meaning, links}
 * @param alike memories that say nearly the same and are left out
 */
public record MemoryHit(
    Memory memory, String passage, double score, List<String> why, List<String> alike) {}
