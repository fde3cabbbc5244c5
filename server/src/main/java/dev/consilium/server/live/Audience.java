package dev.consilium.server.live;

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
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All clients of this node that watch the feed: the message of each event is made once, and goes to
 * all that want it.
 *
 * <p>Nobody waits for a client. One that is not ready for more stays where it is, goes on when it
 * is, and is cut off once the events that it would need next are not remembered here any more.
 */
final class Audience implements AutoCloseable {
  static final int TOO_SLOW = 1013;

  private static final Logger log = LoggerFactory.getLogger(Audience.class);

  /** Of messages to one client, before it is asked whether it is ready for more. */
  private static final int BYTES_AT_ONCE = 128 << 10;

  private final LiveConnections connections;
  private final RecentEvents.Limits limits;
  private final CatchUp catchUp;
  private final ReentrantLock lock = new ReentrantLock();

  /** Under the lock, as is the next. Null until the feed has been read for the first time. */
  private @Nullable RecentEvents recent;

  private final Set<Watcher> watchers = new LinkedHashSet<>();

  Audience(Feed feed, LiveConnections connections, RecentEvents.Limits limits) {
    this.connections = connections;
    this.limits = limits;
    this.catchUp = new CatchUp(this, feed);
  }

  /** The place of the last event that was delivered; empty before the beginning. */
  OptionalLong delivered() {
    lock.lock();
    try {
      return recent == null ? OptionalLong.empty() : OptionalLong.of(recent.last());
    } finally {
      lock.unlock();
    }
  }

  /** Begins behind this place, once. */
  void begin(long last) {
    lock.lock();
    try {
      RecentEvents ring = new RecentEvents(limits, last);
      recent = ring;
      // Who came before the first reading saw nothing yet.
      List.copyOf(watchers).forEach(watcher -> place(watcher, ring));
    } finally {
      lock.unlock();
    }
  }

  /** To be called by one thread, in the order of the feed. */
  void deliver(List<FeedEvent> events) {
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
    catchUp.close();
  }
}
