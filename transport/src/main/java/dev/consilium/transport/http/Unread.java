package dev.consilium.transport.http;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** How many bytes were sent to a peer and have not been taken yet. Thread-safe. */
final class Unread {
  private final long most;
  private final long ready;
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicBoolean waited = new AtomicBoolean();

  Unread(HttpOptions options) {
    this.most = options.maxPendingBytes();
    this.ready = most / 4;
  }

  /** False if it is too much; a single parcel fits whatever its size. */
  boolean add(int size) {
    long before = bytes.getAndAdd(size);
    if (before > 0 && before + size > most) {
      bytes.addAndGet(-size);
      return false;
    }
    return true;
  }

  /** True when whoever found it not ready may go on. */
  boolean remove(int size) {
    return bytes.addAndGet(-size) <= ready / 2 && waited.compareAndSet(true, false);
  }

  boolean isReady() {
    if (bytes.get() <= ready) {
      return true;
    }
    waited.set(true);
    // It may have been taken in between, and nobody would tell.
    return bytes.get() <= ready / 2 && waited.compareAndSet(true, false);
  }
}
