package dev.consilium.tools.councils;

/** What one call may carry; characters, or items of a list. */
final class Limits {
  static final int NAME = 200;
  static final int TOPIC = 2_000;
  static final int TEXT = 50_000;
  static final int AGENDA = 30;
  static final int PARTICIPANTS = 20;
  static final int ITEMS = 50;
  static final int MAX_TOKENS = 20_000;

  /** Of a model that answers with a letter, after some thought. */
  static final int VERDICT_TOKENS = 1_000;

  /** Of a protocol, in one answer. */
  static final int EVENTS = 10_000;

  /** Of a protocol, in one memory. */
  static final int REMEMBERED = 100_000;

  private Limits() {}
}
