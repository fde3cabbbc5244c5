package dev.consilium.tools.tasks;

/** What one call may carry; characters, or items of a list. */
final class Limits {
  static final int NAME = 200;
  static final int TITLE = 500;
  static final int TEXT = 100_000;
  static final int LABELS = 50;
  static final int DEPENDENCIES = 200;
  static final int TASKS_A_CALL = 200;
  static final int PAGE = 200;
  static final int MAX_LEASE_SECONDS = 86_400;
  static final int DEFAULT_LEASE_SECONDS = 300;

  /** Many clients give a call up after 60 s. */
  static final int MAX_WAIT_SECONDS = 50;

  private Limits() {}
}
