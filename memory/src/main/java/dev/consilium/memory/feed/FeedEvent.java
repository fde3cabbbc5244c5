package dev.consilium.memory.feed;

import java.time.Instant;

/**
 * Something that happened, at its place.
 *
 * @param seq 1 for the first event ever, then one more for each
 * @param dataJson what there was to tell of it when it happened
 */
public record FeedEvent(long seq, Instant at, String project, String type, String dataJson) {}
