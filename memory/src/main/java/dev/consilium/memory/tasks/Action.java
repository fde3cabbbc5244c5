package dev.consilium.memory.tasks;

/** What a report says. */
public enum Action {
  START,
  PROGRESS,
  FINISH,
  FAIL,
  RELEASE
}
