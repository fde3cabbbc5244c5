package dev.consilium.schemas.work;

/**
 * A part of the work of a request, followed from its beginning to its end. Thread-safe; nothing
 * here blocks.
 */
public interface Span {
  /** Of work that nobody follows. Costs nothing. */
  Span NONE = new Unfollowed("");

  /** What kind of work it is. */
  enum Kind {
    /** A request of somebody else, answered here. */
    SERVER,
    /** Within this process. */
    INTERNAL,
    /** A request to somebody else. */
    CLIENT
  }

  /** Of work that nobody follows here, though its sender does. */
  static Span named(String traceId) {
    return new Unfollowed(traceId);
  }

  /** Begins a part of this part. */
  Span begin(String name, Kind kind);

  /** Says something about it, by a name of the semantic conventions of OpenTelemetry. */
  void tag(String name, String value);

  /** Says that it went wrong. */
  void fail(String why);

  /** Only the first call counts. */
  void end();

  /** 32 hexadecimal digits by which everything that belongs to one request is found; or empty. */
  String traceId();

  /** 16 hexadecimal digits; empty when nobody follows it. */
  String spanId();

  /** Whether it is worth while to tell it anything. */
  boolean isFollowed();
}
