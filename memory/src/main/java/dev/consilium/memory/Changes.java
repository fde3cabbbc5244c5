package dev.consilium.memory;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Tells what was committed to whoever subscribed, in this process at once and in the others by
 * {@code NOTIFY}. It is a hint to look, not a record: it is sent after the commit, beside the
 * writer's path, since a {@code NOTIFY} within a transaction makes all commits of the database
 * queue up for one lock.
 */
public final class Changes implements AutoCloseable {
  /** What one can hear of. Each costs a connection while somebody in this process listens. */
  public enum Topic {
    PROJECTS,
    TASKS,
    /** Memories, decisions, councils. */
    RECORDS,
    CALLS,
    SESSIONS,
    /** Of the events that all nodes tell their clients. */
    FEED;

    String channel() {
      return "consilium_" + name().toLowerCase(Locale.ROOT);
    }
  }

  /** Closing it ends the calls. */
  public interface Subscription extends AutoCloseable {
    @Override
    void close();
  }

  private final Map<Topic, ChangeListener> listeners = new EnumMap<>(Topic.class);
  private final ChangeNotifier notifier;

  Changes(Connections connections) {
    String origin = UUID.randomUUID().toString();
    notifier = new ChangeNotifier(connections, origin);
    for (Topic topic : Topic.values()) {
      listeners.put(topic, new ChangeListener(connections, topic, origin));
    }
  }

  /**
   * Calls the subscriber for each change until the subscription is closed, with {@link
   * Change.Resync} first and whenever changes may have been missed. It must not block.
   */
  public Subscription subscribe(Topic topic, Consumer<Change> subscriber) {
    return listener(topic).subscribe(subscriber);
  }

  /** The same for a subscriber that may block, such as on a client that does not read. */
  public Subscription subscribePatiently(Topic topic, Consumer<Change> subscriber) {
    return subscribe(topic, new PatientDelivery(subscriber));
  }

  /** To be called after the commit. */
  void publish(Change change) {
    change.topic().map(this::listener).ifPresent(listener -> listener.deliver(change));
    notifier.send(change);
  }

  @SuppressWarnings("NullAway") // There is one for each topic.
  private ChangeListener listener(Topic topic) {
    return listeners.get(topic);
  }

  @Override
  public void close() {
    notifier.close();
    listeners.values().forEach(ChangeListener::close);
  }
}
