package dev.consilium.memory;

/** The database cannot be used now. Nothing was written; the same call may work later. */
public final class UnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1;

  UnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
