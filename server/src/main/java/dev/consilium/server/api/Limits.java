package dev.consilium.server.api;

/** The greatest of what clients choose. */
final class Limits {
  static final int NAME = 200;
  static final int TITLE = 500;
  static final int TEXT = 100_000;
  static final int LABELS = 50;
  static final int DEPENDENCIES = 200;
  static final int QUERY = 1_000;
  static final int WORD = 50;
  static final int URL = 2_000;
  static final int EVENT_TYPES = 50;

  /** The most of anything in one answer. */
  static final int PAGE = 500;

  static final int DEFAULT_PAGE = 100;

  /** Further on, a cursor goes faster. */
  static final int OFFSET = 100_000;

  /** Of a text in a list; who reads one thing gets the whole. */
  static final int LISTED_TEXT = 2_000;

  private Limits() {}
}
