package dev.consilium.server.operations;

import dev.consilium.schemas.json.Names;

/** How a call ended. */
public enum Outcome {
  OK,

  /** It could not be done, and the caller was told why. */
  FAILED,

  /** The caller may not, or cannot, do it. */
  REFUSED,
  CANCELLED,

  /** The client was asked, and will call again with an answer. */
  ASKED,

  /** Something went wrong in here. */
  ERROR;

  private final String text = Names.of(this);

  public String text() {
    return text;
  }
}
