package dev.consilium.memory;

/** A rule said no, and nothing was written. The message says what would be accepted. */
public final class Refused extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final String field;

  /** The refusal of a value of {@code field}. */
  public Refused(String field, String message) {
    super(message, null, false, false);
    this.field = field;
  }

  public String field() {
    return field;
  }
}
