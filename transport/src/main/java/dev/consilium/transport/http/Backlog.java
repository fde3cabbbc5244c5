package dev.consilium.transport.http;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Counts what was sent to a peer and has not been taken yet. Thread-safe. */
final class Backlog {
  private final int maxMessages;
  private final int maxBytes;
  private final AtomicInteger messages = new AtomicInteger();
  private final AtomicLong bytes = new AtomicLong();

  Backlog(HttpOptions options) {
    this.maxMessages = options.maxPendingMessages();
    this.maxBytes = options.maxPendingBytes();
  }

  /** False if it is full; a single message fits whatever its size. */
  boolean add(int size) {
    if (messages.get() > 0 && (messages.get() >= maxMessages || bytes.get() + size > maxBytes)) {
      return false;
    }
    messages.incrementAndGet();
    bytes.addAndGet(size);
    return true;
  }

  void remove(int size) {
    messages.decrementAndGet();
    bytes.addAndGet(-size);
  }
}
