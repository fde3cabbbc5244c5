package dev.consilium.memory.exports;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The export of a meeting, or of a decision that has none.
 *
 * @param meeting its key in Notion
 * @param wanted grows with each request
 * @param contentHash of what Notion has; null if there is nothing, or not all
 * @param dueAt when it is tried next, if it waits
 */
public record Export(
    long id,
    String project,
    String meeting,
    String decision,
    ExportState state,
    long wanted,
    @Nullable String contentHash,
    int attempts,
    Instant dueAt,
    @Nullable String error,
    Instant requestedAt,
    @Nullable Instant exportedAt) {}
