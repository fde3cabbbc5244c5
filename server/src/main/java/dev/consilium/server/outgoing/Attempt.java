package dev.consilium.server.outgoing;

/** How an attempt to deliver can end. */
public enum Attempt {
  DELIVERED,
  /** Tried again, unless its time is over. */
  FAILED,
  /** The receiver wants nothing more. */
  GONE
}
