package dev.consilium.server.live;

import dev.consilium.memory.Change;
import dev.consilium.memory.Changes;
import dev.consilium.memory.Database;
import dev.consilium.memory.UnavailableException;
import dev.consilium.memory.feed.Feed;
import dev.consilium.memory.feed.FeedEvent;
import dev.consilium.memory.feed.FeedFilter;
import dev.consilium.schemas.events.HelloData;
import dev.consilium.schemas.events.LiveAnswer;
import dev.consilium.schemas.json.Json;
import dev.consilium.transport.http.Parcel;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The feed on this node: reads each event once, makes its message once, and hands it to all clients
 * that want it.
 *
 * <p>Nobody waits for a client. One that is not ready for more stays where it is, goes on when it
 * is, and is cut off once the events that it would need next are not remembered here any more.
 */
public final class LiveFeed implements AutoCloseable {
  static final int TOO_SLOW = 1013;

  private static final Logger log = LoggerFactory.getLogger(LiveFeed.class);

  private static final int READ_AT_ONCE = 1_000;

  /** Of messages to one client, before it is asked whether it is ready for more. */
  private static final int BYTES_AT_ONCE = 128 << 10;

  /**
   * A first event goes out at once; each sending costs a write to every client, so others gather.
   */
  private static final long GATHER_MILLIS = 25;

  private static final long LOOK_SECONDS = 5;
  private static final long RETRY_SECONDS = 1;

  private final Feed feed;
  private final Changes changes;
  private final RecentEvents.Limits limits;
  private final CatchUp catchUp;
  private final LiveConnections connections = new LiveConnections();
  private final Semaphore wakeUps = new Semaphore(0);
  private final ReentrantLock lock = new ReentrantLock();

  /** Under the lock, as is the next. Null until the feed has been read for the first time. */
  private @Nullable RecentEvents recent;

  private final Set<Watcher> watchers = new LinkedHashSet<>();
  private volatile boolean closed;
  private final Thread thread;

  public LiveFeed(Database database) {
    this(database, RecentEvents.Limits.DEFAULT);
  }

  LiveFeed(Database database, RecentEvents.Limits limits) {
    this.feed = database.feed();
    this.changes = database.changes();
    this.limits = limits;
    this.catchUp = new CatchUp(this, feed);
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
        deliver(events);
      }
    } while (events.size() == READ_AT_ONCE);
  }

  /** The place to go on from; at the first time, the end of the feed. */
  private long begin() {
    lock.lock();
    try {
      if (recent != null) {
        return recent.last();
      }
    } finally {
      lock.unlock();
    }
    long last = feed.ends().last();
    lock.lock();
    try {
      recent = new RecentEvents(limits, last);
      // Who came before the first reading saw nothing yet.
      List.copyOf(watchers).forEach(watcher -> place(watcher, Objects.requireNonNull(recent)));
    } finally {
      lock.unlock();
    }
    return last;
  }

  private void deliver(List<FeedEvent> events) {
    lock.lock();
    try {
      RecentEvents ring = Objects.requireNonNull(recent);
      for (FeedEvent event : events) {
        ring.add(event);
        if (ring.isWorthSending()) {
          advanceAll(ring);
        }
      }
      advanceAll(ring);
    } finally {
      lock.unlock();
    }
  }

  /** Under the lock. */
  private void advanceAll(RecentEvents ring) {
    Map<Sending, Optional<Parcel>> made = new HashMap<>();
    for (Watcher watcher : List.copyOf(watchers)) {
      advance(watcher, ring, made);
    }
    ring.sent();
  }

  /** What many clients get alike, so that it is made once. */
  private record Sending(Form form, FeedFilter filter, long after) {}

  /** Under the lock: sends what the client is ready for. */
  private void advance(Watcher watcher, RecentEvents ring, Map<Sending, Optional<Parcel>> made) {
    if (!watcher.isLive() || watcher.isGone()) {
      return;
    }
    if (watcher.position() + 1 < ring.first()) {
      drop(watcher);
      return;
    }
    while (watcher.position() < ring.last() && watcher.outlet().isReady()) {
      RecentEvents.Some some = ring.behind(watcher.position(), watcher.filter(), BYTES_AT_ONCE);
      made.computeIfAbsent(
              new Sending(watcher.form(), watcher.filter(), watcher.position()),
              _ ->
                  some.events().isEmpty()
                      ? Optional.empty()
                      : Optional.of(watcher.form().events(some.events())))
          .ifPresent(watcher.outlet()::send);
      watcher.goTo(some.through());
    }
  }

  private void drop(Watcher watcher) {
    String reason = "You read too slowly; connect again with after=" + watcher.position();
    log.info("dropping a client that reads too slowly, after event {}", watcher.position());
    connections.wasDropped();
    forget(watcher);
    watcher.leave();
    watcher.outlet().close(TOO_SLOW, reason);
  }

  /** Begins to send what the client wants. Never blocks. */
  void add(Watcher watcher) {
    lock.lock();
    try {
      watchers.add(watcher);
      connections.opened(watcher.form(), watcher.filter().projects());
      RecentEvents ring = recent;
      if (ring != null) {
        place(watcher, ring);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Under the lock: finds where the client stands. */
  private void place(Watcher watcher, RecentEvents ring) {
    if (watcher.wanted().after().isEmpty()) {
      watcher.goTo(ring.last());
      hello(watcher);
      watcher.goLive();
      return;
    }
    long after = watcher.wanted().after().getAsLong();
    watcher.goTo(after);
    if (after + 1 >= ring.first() && after <= ring.last()) {
      hello(watcher);
      goLive(watcher, ring);
    } else {
      catchUp.begin(watcher);
    }
  }

  static void hello(Watcher watcher) {
    if (watcher.wanted().hello()) {
      watcher.tell(
          LiveAnswer.HELLO.text(),
          Json.RESULTS.valueToTree(new HelloData(watcher.position())),
          null);
    }
  }

  private void goLive(Watcher watcher, RecentEvents ring) {
    watcher.goLive();
    advance(watcher, ring, new HashMap<>());
  }

  /**
   * Takes a client over that has read by itself, once what follows is remembered here.
   *
   * @return 0 when it is taken over, else the place up to which it has to read by itself
   */
  long join(Watcher watcher) {
    lock.lock();
    try {
      RecentEvents ring = Objects.requireNonNull(recent);
      if (watcher.position() + 1 < ring.first()) {
        return ring.first() - 1;
      }
      goLive(watcher, ring);
      return 0;
    } finally {
      lock.unlock();
    }
  }

  /** The client has taken what it was sent. Called on an event loop. */
  void ready(Watcher watcher) {
    watcher.becameReady();
    lock.lock();
    try {
      if (recent != null) {
        advance(watcher, recent, new HashMap<>());
      }
    } finally {
      lock.unlock();
    }
  }

  void remove(Watcher watcher) {
    watcher.leave();
    lock.lock();
    try {
      forget(watcher);
    } finally {
      lock.unlock();
    }
  }

  private void forget(Watcher watcher) {
    if (watchers.remove(watcher)) {
      connections.closed(watcher.form(), watcher.filter().projects());
    }
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    catchUp.close();
  }
}
