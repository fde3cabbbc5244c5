package dev.consilium.memory.webhooks;

/**
 * Where a delivery stands.
 *
 * <pre>
 *   PENDING ── the receiver took it ──> DELIVERED ──┐
 *     ↑  └─ tried often or long enough ──> DEAD ──┐ │
 *     └───────────────── replayed ────────────────┴─┘
 * </pre>
 */
public enum DeliveryState {
  PENDING,
  DELIVERED,
  DEAD
}
