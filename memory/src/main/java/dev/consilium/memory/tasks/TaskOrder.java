package dev.consilium.memory.tasks;

/** In which order tasks are listed; those that are equal by the key, by their ids. */
public record TaskOrder(Key key, boolean descending) {
  /** What tasks are ordered by; what a task does not have counts as the least. */
  public enum Key {
    ID,
    CREATED_AT,
    UPDATED_AT,
    STARTED_AT,
    FINISHED_AT,
    DUE,
    PRIORITY,
    PROGRESS,
    DURATION_SECONDS,
    STATUS,
    TITLE
  }

  public static final TaskOrder NEWEST_FIRST = new TaskOrder(Key.ID, true);
}
