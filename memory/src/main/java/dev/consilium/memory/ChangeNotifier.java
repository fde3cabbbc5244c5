package dev.consilium.memory;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends changes to the other processes, those of a busy moment together. */
final class ChangeNotifier implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ChangeNotifier.class);
  private static final int MAX_QUEUED = 10_000;
  private static final int MAX_AT_ONCE = 500;

  /** A first change goes out at once; each sending wakes every listener, so others gather. */
  private static final long GATHER_MILLIS = 25;

  /** A lost hint is found by looking, so nobody waits for the disk. */
  private static final String NOTIFY =
      "SELECT set_config('synchronous_commit', 'off', true), pg_notify(channel, payload)"
          + " FROM unnest(?::text[], ?::text[]) AS hint (channel, payload)";

  private final Connections connections;
  private final String origin;
  private final LinkedBlockingQueue<Change> outgoing = new LinkedBlockingQueue<>(MAX_QUEUED);
  private boolean closed;
  private @Nullable Thread thread;

  ChangeNotifier(Connections connections, String origin) {
    this.connections = connections;
    this.origin = origin;
  }

  void send(Change change) {
    // Full only when the database is away; a resync follows when it is back.
    var _ = outgoing.offer(change);
    start();
  }

  private synchronized void start() {
    if (thread == null && !closed) {
      thread = Thread.ofVirtual().name("changes-notifier").start(this::run);
    }
  }

  private void run() {
    try {
      while (true) {
        List<Change> batch = new ArrayList<>();
        batch.add(outgoing.take());
        var _ = outgoing.drainTo(batch, MAX_AT_ONCE);
        try {
          notifyOf(batch);
        } catch (SQLException | UnavailableException e) {
          log.debug("{} changes were not told, others will look by themselves", batch.size(), e);
        }
        TimeUnit.MILLISECONDS.sleep(GATHER_MILLIS);
      }
    } catch (InterruptedException e) {
      // Closed.
    }
  }

  private void notifyOf(List<Change> batch) throws SQLException {
    List<String> channels = new ArrayList<>();
    List<String> payloads = new ArrayList<>();
    for (Change change : batch) {
      change
          .topic()
          .ifPresent(topic -> {
            channels.add(topic.channel());
            payloads.add(ChangeMessage.write(change, origin));
          });
    }
    try (FairPool.Borrowed borrowed = connections.borrow();
        PreparedStatement statement = borrowed.connection().prepareStatement(NOTIFY)) {
      Connection connection = borrowed.connection();
      statement.setArray(1, connection.createArrayOf("text", channels.toArray()));
      statement.setArray(2, connection.createArrayOf("text", payloads.toArray()));
      var _ = statement.execute();
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
