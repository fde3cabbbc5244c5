package dev.consilium.memory;

/** Hears how long threads wait for a connection to the database. Never blocks. */
public interface PoolMeter {
  /** A thread got one after so long. */
  void acquired(long nanos);

  /** A thread gave up. */
  void timedOut();
}
