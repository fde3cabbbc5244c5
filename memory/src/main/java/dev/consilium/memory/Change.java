package dev.consilium.memory;

import dev.consilium.memory.tasks.EventType;

/** Something committed by any process on this database. */
public sealed interface Change {
  /** {@code mayBeReady}: the event may have made this or another task of the project ready. */
  record TaskChanged(String project, String taskId, EventType type, boolean mayBeReady)
      implements Change {}

  record ProjectCreated(String name) implements Change {}

  /** Changes may have been missed: look again. */
  record Resync() implements Change {}
}
