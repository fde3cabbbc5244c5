package dev.consilium.memory.memories;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is to be changed of a memory; null leaves as it is.
 *
 * @param helpful true if it helped, false if it misled
 */
public record MemoryChange(
    String id,
    @Nullable String text,
    @Nullable Kind kind,
    @Nullable List<String> tags,
    @Nullable List<String> files,
    @Nullable Integer importance,
    @Nullable Instant validUntil,
    @Nullable Boolean helpful,
    @Nullable String metadataJson) {}
