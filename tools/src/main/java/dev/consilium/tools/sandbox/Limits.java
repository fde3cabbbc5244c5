package dev.consilium.tools.sandbox;

/** What one call may carry; characters, or items of a list. */
final class Limits {
  static final int NAME = 200;
  static final int SESSION = 60;
  static final int CODE = 1_000_000;
  static final int STDIN = 1_000_000;
  static final int FILES = 64;
  static final int PATH = 500;
  static final int CONTENT = 4_000_000;
  static final int DEFAULT_TIMEOUT_SECONDS = 30;

  private Limits() {}
}
