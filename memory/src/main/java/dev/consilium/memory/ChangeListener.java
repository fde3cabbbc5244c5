package dev.consilium.memory;

import dev.consilium.memory.Changes.Subscription;
import dev.consilium.memory.Changes.Topic;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hears of the changes of one topic while somebody is subscribed. */
final class ChangeListener implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ChangeListener.class);

  /** How long it goes on listening when nobody is left: who waited once will wait again. */
  private static final int LINGER_MILLIS = 30_000;

  private static final long RETRY_SECONDS = 1;

  private final Connections connections;
  private final Topic topic;
  private final String origin;
  private final List<Consumer<Change>> subscribers = new CopyOnWriteArrayList<>();
  private boolean closed;
  private @Nullable Thread thread;

  ChangeListener(Connections connections, Topic topic, String origin) {
    this.connections = connections;
    this.topic = topic;
    this.origin = origin;
  }

  synchronized Subscription subscribe(Consumer<Change> subscriber) {
    subscribers.add(subscriber);
    if (thread == null && !closed) {
      thread = Thread.ofVirtual().name("changes-" + topic).start(this::run);
    }
    return () -> subscribers.remove(subscriber);
  }

  void deliver(Change change) {
    for (Consumer<Change> subscriber : subscribers) {
      try {
        subscriber.accept(change);
      } catch (RuntimeException e) {
        log.error("a subscriber failed", e);
      }
    }
  }

  private void run() {
    while (!isOver()) {
      try {
        listen();
      } catch (SQLException | UnavailableException e) {
        if (Thread.currentThread().isInterrupted() || !pause()) {
          return;
        }
      }
    }
  }

  private void listen() throws SQLException {
    try (Connection connection = connections.dedicated()) {
      try (Statement statement = connection.createStatement()) {
        var _ = statement.execute("LISTEN " + topic.channel());
      }
      deliver(new Change.Resync());
      PGConnection postgres = connection.unwrap(PGConnection.class);
      while (true) {
        PGNotification[] heard = postgres.getNotifications(LINGER_MILLIS);
        if (heard != null) {
          for (PGNotification notification : heard) {
            ChangeMessage.read(notification.getParameter(), origin).ifPresent(this::deliver);
          }
        }
        if (isOver()) {
          return;
        }
      }
    }
  }

  private synchronized boolean isOver() {
    if (closed || subscribers.isEmpty()) {
      thread = null;
      return true;
    }
    return false;
  }

  private boolean pause() {
    try {
      TimeUnit.SECONDS.sleep(RETRY_SECONDS);
      return true;
    } catch (InterruptedException e) {
      return false;
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (thread != null) {
      thread.interrupt();
    }
  }
}
