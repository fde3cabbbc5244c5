package dev.consilium.tools.notion;

/** What one call may carry; characters, or seconds. */
final class Limits {
  static final int NAME = 200;
  static final int QUERY = 500;
  static final int HITS = 100;
  static final int WAIT = 50;

  private Limits() {}
}
