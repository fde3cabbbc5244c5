package dev.consilium.memory.tasks;

/** What a person wants of whoever works on a task. */
public enum SteeringKind {
  /** Something to know. */
  COMMENT,
  /** What is to be done instead of, or beside, what the task says. */
  INSTRUCT,
  PAUSE,
  RESUME,
  STOP
}
