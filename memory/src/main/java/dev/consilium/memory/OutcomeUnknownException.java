package dev.consilium.memory;

/** The connection was lost while a write was being committed, and it had no idempotency key. */
public final class OutcomeUnknownException extends RuntimeException {
  private static final long serialVersionUID = 1;

  OutcomeUnknownException(Throwable cause) {
    super(
        "The database went away while this was being written: it may have been done or not. Look before"
            + " you repeat it, and send an idempotency_key next time: then a repeat is harmless.",
        cause);
  }
}
