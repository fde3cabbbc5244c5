package dev.consilium.memory.tasks;

/** What can happen to a task. */
public enum EventType {
  CREATED,
  CLAIMED,
  STARTED,
  PROGRESS,
  MESSAGE,
  FINISHED,
  FAILED,
  CANCELLED,
  REOPENED,
  UPDATED
}
