package dev.consilium.memory.councils;

/**
 * How a council stands.
 *
 * <pre>
 * RUNNING ⇄ PAUSED → STOPPED
 *       ↘ CONCLUDED ↙
 * </pre>
 */
public enum CouncilStatus {
  RUNNING,
  PAUSED,
  STOPPED,
  CONCLUDED;

  /** Whether it goes on, or may. */
  public boolean isOpen() {
    return this == RUNNING || this == PAUSED;
  }
}
