package dev.consilium.transport.http;

/** How often a peer may speak: a bucket that fills at a steady pace. For one thread. */
final class FrameRate {
  static final int PER_SECOND = 50;

  private static final double MOST = 2.0 * PER_SECOND;
  private static final double NANOS = 1e9;

  private double left = MOST;
  private long since = System.nanoTime();

  boolean allows(long now) {
    left = Math.min(MOST, left + (now - since) / NANOS * PER_SECOND);
    since = now;
    if (left < 1) {
      return false;
    }
    left--;
    return true;
  }
}
