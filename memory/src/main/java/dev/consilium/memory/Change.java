package dev.consilium.memory;

import dev.consilium.memory.tasks.EventType;
import java.util.Optional;

/** Something committed by any process on this database. */
public sealed interface Change {
  /** {@code mayBeReady}: the event may have made this or another task of the project ready. */
  record TaskChanged(String project, String taskId, EventType type, boolean mayBeReady)
      implements Change {}

  record ProjectCreated(String name) implements Change {}

  /** A call that outlives its request was answered or is to be cancelled. */
  record CallChanged(String id) implements Change {}

  /** A session of the legacy era was ended by its client. */
  record SessionEnded(String id) implements Change {}

  /** Changes may have been missed: look again. */
  record Resync() implements Change {}

  /** Where it is told; a resync belongs to each listener alone. */
  default Optional<Changes.Topic> topic() {
    return switch (this) {
      case TaskChanged _ -> Optional.of(Changes.Topic.TASKS);
      case ProjectCreated _ -> Optional.of(Changes.Topic.PROJECTS);
      case CallChanged _ -> Optional.of(Changes.Topic.CALLS);
      case SessionEnded _ -> Optional.of(Changes.Topic.SESSIONS);
      case Resync _ -> Optional.empty();
    };
  }
}
