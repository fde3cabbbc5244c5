package dev.consilium.memory.webhooks;

/**
 * What is not delivered.
 *
 * @param waiting deliveries that are still tried, or will be when their receiver is switched on
 * @param dead those that were given up
 */
public record Backlog(long waiting, long dead) {}
