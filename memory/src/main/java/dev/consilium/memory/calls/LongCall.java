package dev.consilium.memory.calls;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A call as it stands.
 *
 * @param questionsJson what the client has to answer, by key
 * @param answersJson what it has answered, by key
 * @param outcomeJson the result of a completed call, the error of a failed one
 */
public record LongCall(
    String id,
    CallStatus status,
    String questionsJson,
    String answersJson,
    @Nullable String outcomeJson,
    boolean cancelRequested,
    Instant createdAt,
    Instant updatedAt,
    Instant expiresAt) {}
