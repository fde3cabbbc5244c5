package dev.consilium.memory.keys;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A stored key; the key itself is known to its owner alone. */
public record ApiKey(
    long id,
    String name,
    String prefix,
    Instant createdAt,
    @Nullable Instant lastUsedAt,
    @Nullable Instant revokedAt) {}
