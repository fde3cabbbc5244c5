package dev.consilium.memory.tasks;

import java.time.Instant;

/** A project and how its tasks stand; {@code active}: claimed or running. */
public record ProjectSummary(
    long id,
    String name,
    Instant createdAt,
    Instant updatedAt,
    long open,
    long ready,
    long active,
    long done,
    long failed,
    long cancelled) {}
