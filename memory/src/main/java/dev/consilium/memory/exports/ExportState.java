package dev.consilium.memory.exports;

/**
 * How an export stands.
 *
 * <pre>
 * PENDING → RUNNING → DONE
 *    ↑          ↓  ↘ FAILED (Notion refuses it as it is)
 *    └── not now
 * </pre>
 *
 * Whoever asks again, with something else to export, makes it pending again.
 */
public enum ExportState {
  PENDING,
  RUNNING,
  DONE,
  FAILED
}
