package dev.consilium.server.cli;

/** A command that cannot be carried out; the message says why and what to do. */
final class CommandException extends RuntimeException {
  private static final long serialVersionUID = 1;

  CommandException(String message) {
    super(message);
  }
}
