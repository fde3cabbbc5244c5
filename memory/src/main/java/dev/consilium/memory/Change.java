package dev.consilium.memory;

import dev.consilium.memory.tasks.EventType;
import java.util.Optional;

/** Something committed by any process on this database. */
public sealed interface Change {
  /** {@code mayBeReady}: the event may have made this or another task of the project ready. */
  record TaskChanged(String project, String taskId, EventType type, boolean mayBeReady)
      implements Change {}

  record ProjectCreated(String name) implements Change {}

  /** A memory was changed or forgotten. */
  record MemoryChanged(String id) implements Change {}

  /** What is told of a decision or a council by its URI is another. */
  record ResourceChanged(String uri) implements Change {}

  /** A call that outlives its request was answered or is to be cancelled. */
  record CallChanged(String id) implements Change {}

  /** What nodes tell each other of the sessions of the legacy era, whose messages come to any. */
  sealed interface OfSession extends Change {}

  /** There is something else to know of a session. */
  record SessionChanged(String id) implements OfSession {}

  /** A client takes back a request; {@code requestId} is JSON. */
  record RequestCancelled(String session, String requestId) implements OfSession {}

  /** An answer to a request of a node lies ready. */
  record RequestAnswered(String session, String requestId) implements OfSession {}

  /** A client goes on with a stream at another node than the one that has it. */
  record StreamWanted(String stream) implements OfSession {}

  /** A stream that is wanted elsewhere has further events. */
  record StreamGrew(String stream) implements OfSession {}

  /** What nodes tell each other of the feed. */
  sealed interface OfFeed extends Change {}

  /** Events wait for their places, and the process that caused them does not give them. */
  record FeedWaits() implements OfFeed {}

  /** All events up to this one have their places. */
  record FeedGrew(long last) implements OfFeed {}

  /** Changes may have been missed: look again. */
  record Resync() implements Change {}

  /** Where it is told; a resync belongs to each listener alone. */
  default Optional<Changes.Topic> topic() {
    return switch (this) {
      case TaskChanged _ -> Optional.of(Changes.Topic.TASKS);
      case ProjectCreated _ -> Optional.of(Changes.Topic.PROJECTS);
      case MemoryChanged _, ResourceChanged _ -> Optional.of(Changes.Topic.RECORDS);
      case CallChanged _ -> Optional.of(Changes.Topic.CALLS);
      case OfSession _ -> Optional.of(Changes.Topic.SESSIONS);
      case OfFeed _ -> Optional.of(Changes.Topic.FEED);
      case Resync _ -> Optional.empty();
    };
  }
}
