package dev.consilium.memory.webhooks;

/**
 * What there was to do.
 *
 * @param active the subscriptions there are
 * @param more whether some could not read on as far as the feed goes
 */
public record Dispatched(int active, int written, boolean more) {}
