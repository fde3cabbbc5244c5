package dev.consilium.server.live;

import dev.consilium.memory.Change;
import dev.consilium.memory.Changes;
import dev.consilium.memory.Database;
import dev.consilium.memory.UnavailableException;
import dev.consilium.memory.feed.Feed;
import dev.consilium.memory.feed.FeedEvent;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The feed on this node: reads each event once and hands it to the {@link Audience}. */
public final class LiveFeed implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(LiveFeed.class);

  private static final int READ_AT_ONCE = 1_000;

  /**
   * A first event goes out at once; each sending costs a write to every client, so others gather.
   */
  private static final long GATHER_MILLIS = 25;

  private static final long LOOK_SECONDS = 5;
  private static final long RETRY_SECONDS = 1;

  private final Feed feed;
  private final Changes changes;
  private final LiveConnections connections = new LiveConnections();
  private final Audience audience;
  private final Semaphore wakeUps = new Semaphore(0);
  private volatile boolean closed;
  private final Thread thread;

  public LiveFeed(Database database) {
    this(database, RecentEvents.Limits.DEFAULT);
  }

  LiveFeed(Database database, RecentEvents.Limits limits) {
    this.feed = database.feed();
    this.changes = database.changes();
    this.audience = new Audience(feed, connections, limits);
    this.thread = Thread.ofVirtual().name("live-feed").unstarted(this::run);
  }

  /** Begins to read, and to give events of this node their places. */
  public void start() {
    feed.start();
    thread.start();
  }

  public LiveConnections connections() {
    return connections;
  }

  /** Those who get what is read. */
  Audience audience() {
    return audience;
  }

  private void run() {
    try (Changes.Subscription _ = changes.subscribe(Changes.Topic.FEED, this::heard)) {
      boolean reachable = true;
      while (!closed) {
        try {
          read();
          reachable = true;
          TimeUnit.MILLISECONDS.sleep(GATHER_MILLIS);
          var _ = wakeUps.tryAcquire(LOOK_SECONDS, TimeUnit.SECONDS);
        } catch (UnavailableException e) {
          if (reachable && !closed) {
            log.warn("events wait: {}", e.getMessage());
          }
          reachable = false;
          TimeUnit.SECONDS.sleep(RETRY_SECONDS);
        }
        wakeUps.drainPermits();
      }
    } catch (InterruptedException e) {
      // Closed.
    }
  }

  private void heard(Change change) {
    switch (change) {
      case Change.FeedGrew _, Change.Resync _ -> wakeUps.release();
      case Change.FeedWaits _,
          Change.TaskChanged _,
          Change.ProjectCreated _,
          Change.MemoryChanged _,
          Change.ResourceChanged _,
          Change.CallChanged _,
          Change.OfSession _ -> {}
    }
  }

  private void read() {
    long last = begin();
    List<FeedEvent> events;
    do {
      events = feed.next(last, READ_AT_ONCE);
      if (!events.isEmpty()) {
        last = events.getLast().seq();
        connections.read(events.size());
        audience.deliver(events);
      }
    } while (events.size() == READ_AT_ONCE);
  }

  /** The place to go on from; at the first time, the end of the feed. */
  private long begin() {
    OptionalLong delivered = audience.delivered();
    if (delivered.isPresent()) {
      return delivered.getAsLong();
    }
    long last = feed.ends().last();
    audience.begin(last);
    return last;
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    audience.close();
  }
}
