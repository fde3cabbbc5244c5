package dev.consilium.memory.webhooks;

/** How many deliveries are tried again. */
public record Replayed(int replayed) {}
