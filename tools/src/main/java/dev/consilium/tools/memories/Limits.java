package dev.consilium.tools.memories;

/** What one call may carry; characters, or items of a list. */
final class Limits {
  static final int NAME = 200;
  static final int TEXT = 100_000;
  static final int QUERY = 2_000;
  static final int TAGS = 50;
  static final int FILES = 200;
  static final int MEMORIES_A_CALL = 200;
  static final int HITS = 50;
  static final int IDS = 500;
  static final int MAX_TOKENS = 20_000;

  private Limits() {}
}
