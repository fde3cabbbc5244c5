package dev.consilium.memory;

import dev.consilium.memory.tasks.EventType;
import dev.consilium.schemas.json.Json;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Tells what was committed to whoever subscribed, in this process at once and in the others by
 * {@code NOTIFY}. It is a hint to look, not a record: it is sent after the commit, beside the
 * writer's path, since a {@code NOTIFY} within a transaction makes all commits of the database
 * queue up for one lock.
 */
public final class Changes implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Changes.class);
  private static final String CHANNEL = "consilium_changes";
  private static final int MAX_QUEUED = 10_000;
  private static final int POLL_MILLIS = 500;
  private static final long RETRY_SECONDS = 1;

  /** Closing it ends the calls. */
  public interface Subscription extends AutoCloseable {
    @Override
    void close();
  }

  private final Connections connections;
  private final String origin = UUID.randomUUID().toString();
  private final List<Consumer<Change>> subscribers = new CopyOnWriteArrayList<>();
  private final LinkedBlockingQueue<Change> outgoing = new LinkedBlockingQueue<>(MAX_QUEUED);
  private volatile boolean closed;
  private @Nullable Thread listener;
  private @Nullable Thread notifier;

  Changes(Connections connections) {
    this.connections = connections;
  }

  /** Calls the subscriber for each change until the subscription is closed. It must not block. */
  public Subscription subscribe(Consumer<Change> subscriber) {
    subscribers.add(subscriber);
    startListener();
    return () -> subscribers.remove(subscriber);
  }

  /** To be called after the commit. */
  void publish(Change change) {
    deliver(change);
    // Full only when the database is away; a resync follows when it is back.
    var _ = outgoing.offer(change);
    startNotifier();
  }

  private void deliver(Change change) {
    for (Consumer<Change> subscriber : subscribers) {
      try {
        subscriber.accept(change);
      } catch (RuntimeException e) {
        log.error("a subscriber failed", e);
      }
    }
  }

  private synchronized void startListener() {
    if (listener == null && !closed) {
      listener = Thread.ofVirtual().name("changes-listener").start(this::listen);
    }
  }

  private synchronized void startNotifier() {
    if (notifier == null && !closed) {
      notifier = Thread.ofVirtual().name("changes-notifier").start(this::sendAll);
    }
  }

  private void listen() {
    while (!closed) {
      try (Connection connection = connections.dedicated()) {
        try (var statement = connection.createStatement()) {
          var _ = statement.execute("LISTEN " + CHANNEL);
        }
        deliver(new Change.Resync());
        PGConnection postgres = connection.unwrap(PGConnection.class);
        while (!closed) {
          PGNotification[] notifications = postgres.getNotifications(POLL_MILLIS);
          for (PGNotification notification :
              notifications == null ? new PGNotification[0] : notifications) {
            receive(notification.getParameter());
          }
        }
      } catch (SQLException | UnavailableException e) {
        if (closed || !pause()) {
          return;
        }
      }
    }
  }

  private boolean pause() {
    try {
      TimeUnit.SECONDS.sleep(RETRY_SECONDS);
      return true;
    } catch (InterruptedException e) {
      return false;
    }
  }

  private void receive(String payload) {
    JsonNode json = Json.MAPPER.readTree(payload);
    if (json.path("origin").asString("").equals(origin)) {
      return;
    }
    String project = json.path("project").asString("");
    deliver(
        json.has("task")
            ? new Change.TaskChanged(
                project,
                json.path("task").asString(""),
                EventType.valueOf(json.path("type").asString("")),
                json.path("ready").asBoolean(false))
            : new Change.ProjectCreated(project));
  }

  private void sendAll() {
    while (!closed) {
      try {
        Change first = outgoing.take();
        try (Connection connection = connections.borrow();
            PreparedStatement notify = connection.prepareStatement("SELECT pg_notify(?, ?)")) {
          for (Change change = first; change != null; change = outgoing.poll()) {
            notify.setString(1, CHANNEL);
            notify.setString(2, payload(change));
            var _ = notify.execute();
          }
        }
      } catch (InterruptedException e) {
        return;
      } catch (SQLException | UnavailableException e) {
        log.debug("a change was not told to other processes, they will look by themselves", e);
      }
    }
  }

  private String payload(Change change) {
    ObjectNode json = Json.MAPPER.createObjectNode().put("origin", origin);
    switch (change) {
      case Change.TaskChanged(String project, String taskId, EventType type, boolean ready) ->
          json.put("project", project)
              .put("task", taskId)
              .put("type", type.name())
              .put("ready", ready);
      case Change.ProjectCreated(String name) -> json.put("project", name);
      case Change.Resync() -> {}
    }
    return json.toString();
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (notifier != null) {
      notifier.interrupt();
    }
    if (listener != null) {
      listener.interrupt();
    }
  }
}
