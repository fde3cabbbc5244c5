package dev.consilium.memory.tasks;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What somebody said to whoever works on a task.
 *
 * @param acknowledgedBy the agent that read it, once it has
 */
public record Steering(
    long id,
    SteeringKind kind,
    String text,
    String author,
    Instant at,
    @Nullable String acknowledgedBy,
    @Nullable Instant acknowledgedAt) {}
