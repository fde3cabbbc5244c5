package dev.consilium.server.live;

import dev.consilium.memory.feed.FeedEvent;
import dev.consilium.memory.feed.FeedFilter;
import java.util.ArrayList;
import java.util.List;

/**
 * The last events of the feed, without a gap between them, for clients that are a little behind.
 * For one thread at a time.
 */
final class RecentEvents {
  /** Where clients read too slowly for so many, they are too slow. */
  record Limits(int events, long bytes) {
    static final Limits DEFAULT = new Limits(1 << 14, 32L << 20);
  }

  private final Limits limits;

  /** A ring: the event at place {@code seq} is at {@code seq % ring.length}. */
  private final Form.Encoded[] ring;

  private long first;
  private long last;
  private long bytes;
  private int unsentEvents;
  private long unsentBytes;

  RecentEvents(Limits limits, long last) {
    this.limits = limits;
    this.ring = new Form.Encoded[limits.events()];
    this.first = last + 1;
    this.last = last;
  }

  /** The place of the oldest that is here; one more than {@link #last} where there is none. */
  long first() {
    return first;
  }

  long last() {
    return last;
  }

  void add(FeedEvent event) {
    if (event.seq() != last + 1) {
      // Events were removed before this node read them: what is here does not join them.
      first = event.seq();
      bytes = 0;
    }
    if (event.seq() - first >= ring.length) {
      forgetFirst();
    }
    Form.Encoded encoded = Form.Encoded.of(event);
    bytes += encoded.json().length;
    unsentBytes += encoded.json().length;
    unsentEvents++;
    last = event.seq();
    ring[index(last)] = encoded;
    while (bytes > limits.bytes() && first < last) {
      forgetFirst();
    }
  }

  /** So much was added that who keeps up must be served before it is forgotten again. */
  boolean isWorthSending() {
    return unsentEvents >= Math.max(1, limits.events() / 4) || unsentBytes >= limits.bytes() / 4;
  }

  void sent() {
    unsentEvents = 0;
    unsentBytes = 0;
  }

  private void forgetFirst() {
    bytes -= at(first).json().length;
    first++;
  }

  private Form.Encoded at(long seq) {
    return ring[index(seq)];
  }

  private int index(long seq) {
    return (int) (seq % ring.length);
  }

  /**
   * Events behind {@code after} that fit, as far as they go into one sending.
   *
   * @param through where to go on from
   */
  record Some(List<Form.Encoded> events, long through) {}

  Some behind(long after, FeedFilter filter, int mostBytes) {
    List<Form.Encoded> found = new ArrayList<>();
    long size = 0;
    long seq = after;
    while (seq < last && size < mostBytes) {
      seq++;
      Form.Encoded encoded = at(seq);
      if (filter.matches(encoded.event())) {
        found.add(encoded);
        size += encoded.json().length;
      }
    }
    return new Some(found, seq);
  }
}
