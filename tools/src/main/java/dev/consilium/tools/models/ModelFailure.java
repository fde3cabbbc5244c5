package dev.consilium.tools.models;

/** No language model answers; the message says why, and what to do. */
public final class ModelFailure extends RuntimeException {
  private static final long serialVersionUID = 1;

  ModelFailure(String message) {
    super(message, null, false, false);
  }
}
