package dev.consilium.memory.vectors;

/** The index cannot be reached or used now; the message says why. */
public final class VectorIndexException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  VectorIndexException(String message, Throwable cause) {
    super(message, cause);
  }

  VectorIndexException(String message) {
    super(message);
  }
}
