package dev.consilium.memory.tasks;

import java.time.Instant;

/** A task that is the claimer's own until the lease ends; {@code claim} is its fencing token. */
public record Claim(Task task, long claim, Instant leaseExpiresAt) {}
