package dev.consilium.memory.keys;

import dev.consilium.schemas.access.Scope;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A stored key; the key itself is known to its owner alone. */
public record ApiKey(
    long id,
    String name,
    String prefix,
    Set<Scope> scopes,
    Instant createdAt,
    @Nullable Instant lastUsedAt,
    @Nullable Instant revokedAt) {}
