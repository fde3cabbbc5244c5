package dev.consilium.memory.webhooks;

import dev.consilium.memory.feed.FeedEvent;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An event for a subscription.
 *
 * @param dueAt when it is tried next, while it is pending
 * @param status of the last answer, where there was one
 * @param error of the last attempt that failed
 */
public record Delivery(
    FeedEvent event,
    DeliveryState state,
    int attempts,
    Instant queuedAt,
    Instant dueAt,
    @Nullable Integer status,
    @Nullable String error,
    @Nullable Instant endedAt) {}
