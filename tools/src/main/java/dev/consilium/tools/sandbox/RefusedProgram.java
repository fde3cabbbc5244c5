package dev.consilium.tools.sandbox;

/** A program that the sandbox does not run; the message says what would be accepted. */
final class RefusedProgram extends RuntimeException {
  private static final long serialVersionUID = 1;

  RefusedProgram(String message) {
    super(message, null, false, false);
  }
}
