package dev.consilium.memory.memories;

/** What a memory is about. */
public enum Kind {
  NOTE,
  FACT,
  DECISION,
  OUTCOME,
  PATTERN,
  ERROR
}
