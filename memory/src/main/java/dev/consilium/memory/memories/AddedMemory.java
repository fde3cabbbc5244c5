package dev.consilium.memory.memories;

import java.util.List;

/**
 * What became of a memory that was to be written down.
 *
 * @param repeated the same words were there before, and were counted
 * @param masked the kinds of secrets that were taken out of the text
 */
public record AddedMemory(String id, boolean repeated, List<String> masked) {}
