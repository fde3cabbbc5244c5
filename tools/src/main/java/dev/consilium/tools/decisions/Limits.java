package dev.consilium.tools.decisions;

/** What one call may carry; characters, or items of a list. */
final class Limits {
  static final int NAME = 200;
  static final int TITLE = 500;
  static final int TEXT = 20_000;
  static final int ALTERNATIVES = 20;
  static final int POINTS = 20;
  static final int RISKS = 30;
  static final int NAMES = 100;
  static final int HITS = 50;
  static final int DOCUMENTS = 50;
  static final int DOCUMENT = 100_000;

  private Limits() {}
}
