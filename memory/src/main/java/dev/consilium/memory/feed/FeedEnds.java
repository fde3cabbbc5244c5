package dev.consilium.memory.feed;

/**
 * How far the feed reaches.
 *
 * @param oldest the first event that is still kept; one more than {@code last} where there is none
 * @param last the last event that has its place; 0 before the first
 */
public record FeedEnds(long oldest, long last) {}
