package dev.consilium.memory;

import org.jspecify.annotations.Nullable;

/**
 * Who writes, and the key by which a repeat of the same write is known. Keys of different
 * principals are different keys; they are kept for seven days.
 *
 * @param precondition not looked at for a repeat, which gets the first answer
 */
public record Write(String principal, @Nullable String idempotencyKey, Precondition precondition) {
  /** Under no condition but those of the work itself. */
  public Write(String principal, @Nullable String idempotencyKey) {
    this(principal, idempotencyKey, Precondition.NONE);
  }

  public Write onlyIf(Precondition condition) {
    return new Write(principal, idempotencyKey, condition);
  }
}
