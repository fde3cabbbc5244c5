package dev.consilium.memory.exports;

import org.jspecify.annotations.Nullable;

/**
 * What an export is made of.
 *
 * @param key by which Notion knows it: the meeting id, or what stands for it
 * @param council whose protocol belongs to it
 */
public record Meeting(String project, String key, String decision, @Nullable String council) {}
