package dev.consilium.tools;

/**
 * One thing an agent can do. Implementations are final, package-private and stateless.
 *
 * @param <A> the arguments; source of the input schema
 * @param <R> the structured result; source of the output schema
 */
public interface Tool<A extends Record, R extends Record> {
  ToolSpec<A, R> spec();

  /** Whether a call may wait for anything; one that never does needs no thread of its own. */
  default boolean mayBlock() {
    return true;
  }

  /**
   * Does the work. Called on a virtual thread of its own if it may block, on an event loop if not.
   *
   * @throws ToolFailure when the caller can do something about it: the text says what
   * @throws InterruptedException when a wait was cut short by {@link Cancellation}
   */
  ToolAnswer<R> call(A arguments, ToolContext context) throws InterruptedException;
}
