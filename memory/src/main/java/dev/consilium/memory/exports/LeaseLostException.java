package dev.consilium.memory.exports;

/** The attempt took longer than it said, and another one may work on the same by now. */
public final class LeaseLostException extends RuntimeException {
  private static final long serialVersionUID = 1;

  LeaseLostException() {
    super("another attempt has taken over", null, false, false);
  }
}
