package dev.consilium.memory.memories;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A memory.
 *
 * @param repeats how often the same words were written down again
 * @param helpful how often it was said to have helped, less how often to have misled
 */
public record Memory(
    String id,
    String project,
    Kind kind,
    String text,
    List<String> tags,
    List<String> files,
    @Nullable String taskId,
    @Nullable String decisionId,
    int importance,
    @Nullable Instant validFrom,
    @Nullable Instant validUntil,
    @Nullable String agent,
    String metadataJson,
    int repeats,
    int helpful,
    Instant createdAt,
    Instant updatedAt) {}
