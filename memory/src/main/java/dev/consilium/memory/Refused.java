package dev.consilium.memory;

/** A rule said no, and nothing was written. The message says what would be accepted. */
public final class Refused extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** Why it was refused. */
  public enum Kind {
    /** The value is not one that can be accepted. */
    INVALID,
    /** What it names is not there. */
    UNKNOWN,
    /** What is stored stands against it. */
    CONFLICT
  }

  private final String field;
  private final Kind kind;

  private Refused(Kind kind, String field, String message) {
    super(message, null, false, false);
    this.kind = kind;
    this.field = field;
  }

  /** The refusal of a value of {@code field}. */
  public Refused(String field, String message) {
    this(Kind.INVALID, field, message);
  }

  /** The refusal of a name that nothing has. */
  public static Refused unknown(String field, String message) {
    return new Refused(Kind.UNKNOWN, field, message);
  }

  /** The refusal of what does not go with what is stored. */
  public static Refused conflict(String field, String message) {
    return new Refused(Kind.CONFLICT, field, message);
  }

  public Kind kind() {
    return kind;
  }

  public String field() {
    return field;
  }
}
