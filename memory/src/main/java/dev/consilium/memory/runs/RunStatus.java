package dev.consilium.memory.runs;

/** How a run stands, or ended. */
public enum RunStatus {
  RUNNING,
  OK,
  /** It ended by itself with another exit code than 0, or by a signal. */
  ERROR,
  TIMEOUT,
  OOM,
  OUTPUT_LIMIT,
  CANCELLED,
  /** The sandbox, or the host, could not bring it to an end. */
  FAILED
}
