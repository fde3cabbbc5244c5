package dev.consilium.memory.decisions;

/** How one decision stands to another. */
public enum LinkKind {
  SUPERSEDES,
  RELATES,
  CONFLICTS
}
