package dev.consilium.memory.exports;

/** What a page of Notion stands for. */
public enum PageKind {
  DECISION,
  TASK
}
