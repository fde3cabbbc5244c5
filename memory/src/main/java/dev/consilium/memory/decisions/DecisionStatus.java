package dev.consilium.memory.decisions;

/**
 * How a decision stands.
 *
 * <pre>
 * PROPOSED → ACCEPTED → SUPERSEDED (by another one)
 *         ↘ REJECTED  ↘ DEPRECATED
 * </pre>
 */
public enum DecisionStatus {
  PROPOSED,
  ACCEPTED,
  REJECTED,
  SUPERSEDED,
  DEPRECATED
}
