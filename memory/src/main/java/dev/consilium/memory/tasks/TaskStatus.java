package dev.consilium.memory.tasks;

/**
 * The life of a task.
 *
 * <pre>
 *            claim             start            finish
 *   OPEN ───────────▶ CLAIMED ───────▶ RUNNING ────────▶ DONE
 *    ▲ ▲                 │                │ │
 *    │ └── lease lost ───┴────────────────┘ └── fail ──▶ FAILED
 *    └──── reopen: from DONE, FAILED, CANCELLED          CANCELLED ◀── cancel: from any but DONE
 * </pre>
 */
public enum TaskStatus {
  OPEN,
  CLAIMED,
  RUNNING,
  DONE,
  FAILED,
  CANCELLED;

  /** Nobody works on it any more. */
  public boolean isEnded() {
    return this == DONE || this == FAILED || this == CANCELLED;
  }
}
