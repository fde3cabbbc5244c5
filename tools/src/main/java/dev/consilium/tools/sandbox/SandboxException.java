package dev.consilium.tools.sandbox;

import org.jspecify.annotations.Nullable;

/** The engine or a container of it failed; the message says what to do. */
final class SandboxException extends RuntimeException {
  private static final long serialVersionUID = 1;

  SandboxException(String message) {
    super(message);
  }

  SandboxException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
