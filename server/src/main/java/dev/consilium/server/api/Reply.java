package dev.consilium.server.api;

/**
 * What an operation answers when all went well, as the document shows it.
 *
 * @param mayExist whether 200 tells of what was there already
 * @param item the record, or the record of which there is a list
 */
record Reply(
    int status, Class<? extends Record> item, boolean isList, boolean paged, boolean mayExist) {
  static Reply one(Class<? extends Record> item) {
    return new Reply(200, item, false, false, false);
  }

  static Reply created(Class<? extends Record> item) {
    return new Reply(201, item, false, false, false);
  }

  /** As {@link #created}, or with 200 what was there already. */
  static Reply createdOrThere(Class<? extends Record> item) {
    return new Reply(201, item, false, false, true);
  }

  static Reply list(Class<? extends Record> item) {
    return new Reply(200, item, true, false, false);
  }

  /** A list with {@code X-Next-Cursor} and {@code Link}. */
  static Reply page(Class<? extends Record> item) {
    return new Reply(200, item, true, true, false);
  }
}
