package dev.consilium.memory.webhooks;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Deliveries, the latest event first.
 *
 * @param nextCursor null at the end
 */
public record DeliveryPage(List<Delivery> deliveries, @Nullable String nextCursor) {}
