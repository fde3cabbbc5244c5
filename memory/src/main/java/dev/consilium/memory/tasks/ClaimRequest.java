package dev.consilium.memory.tasks;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A wish for work: any ready task that fits, or just the one with this id.
 *
 * @param lease a second at least
 */
public record ClaimRequest(
    @Nullable String project,
    String agent,
    Duration lease,
    @Nullable TaskType type,
    @Nullable String label,
    @Nullable String taskId) {
  public ClaimRequest {
    ExpiredLeases.requireLongEnough(lease);
  }
}
