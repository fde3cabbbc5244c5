package dev.consilium.memory.feed;

import java.util.List;

/**
 * Events in their order.
 *
 * @param oldest the first event that was still kept when these were read: what is asked for before
 *     it is gone
 */
public record FeedPage(List<FeedEvent> events, long oldest) {}
