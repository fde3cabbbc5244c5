package dev.consilium.memory.tasks;

/** What kind of work a task is; anything finer is a label. */
public enum TaskType {
  CODE,
  DOCS,
  REFACTOR,
  TEST,
  RELEASE,
  DEVOPS
}
