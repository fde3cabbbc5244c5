package dev.consilium.server.config;

/**
 * A setting that cannot be used; the message names it, where it came from, and what is expected.
 */
public final class ConfigException extends RuntimeException {
  private static final long serialVersionUID = 1;

  ConfigException(String message) {
    super(message);
  }
}
