package dev.consilium.memory.webhooks;

import java.time.Duration;

/**
 * When a delivery is given up.
 *
 * @param attempts after so many
 * @param age at the first failure after so long
 */
public record Patience(int attempts, Duration age) {}
