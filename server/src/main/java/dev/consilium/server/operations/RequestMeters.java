package dev.consilium.server.operations;

/** Where the requests of clients are counted. Called on any thread; must not block. */
public interface RequestMeters {
  RequestMeters NONE = (_, _, _, _) -> {};

  /**
   * A request was answered, or nobody waits for its answer any more.
   *
   * @param modern whether it is one of 2026-07-28
   */
  void ended(String method, boolean modern, Outcome outcome, long nanos);
}
