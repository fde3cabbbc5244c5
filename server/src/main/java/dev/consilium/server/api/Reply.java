package dev.consilium.server.api;

/**
 * What an operation answers when all went well, as the document shows it.
 *
 * @param item the record, or the record of which there is a list
 */
record Reply(int status, Class<? extends Record> item, boolean isList, boolean paged) {
  static Reply one(Class<? extends Record> item) {
    return new Reply(200, item, false, false);
  }

  static Reply created(Class<? extends Record> item) {
    return new Reply(201, item, false, false);
  }

  static Reply list(Class<? extends Record> item) {
    return new Reply(200, item, true, false);
  }

  /** A list with {@code X-Next-Cursor} and {@code Link}. */
  static Reply page(Class<? extends Record> item) {
    return new Reply(200, item, true, true);
  }
}
