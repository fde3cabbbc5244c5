package dev.consilium.schemas.work;

import java.util.Optional;

/**
 * What is known of the work that a thread does. It is bound to a thread for as long as the work
 * goes on; whoever hands the work on to another thread {@link #carry carries} it.
 *
 * @param asked what somebody wants changed, if that is what it is
 */
public record Work(Optional<Asked> asked, Span span) {
  private static final Work NONE = new Work(Optional.empty(), Span.NONE);
  private static final ScopedValue<Work> CURRENT = ScopedValue.newInstance();

  /** Of a request that is followed. */
  public static Work of(Span span) {
    return new Work(Optional.empty(), span);
  }

  /** What this thread does. */
  public static Work current() {
    return CURRENT.orElse(NONE);
  }

  public Work within(Span part) {
    return new Work(asked, part);
  }

  public Work asking(Asked change) {
    return new Work(Optional.of(change), span);
  }

  /** Does it on this thread. */
  public void run(Runnable work) {
    ScopedValue.where(CURRENT, this).run(work);
  }

  /** Does it on this thread. */
  public <T, X extends Throwable> T call(ScopedValue.CallableOp<? extends T, X> work) throws X {
    return ScopedValue.where(CURRENT, this).call(work);
  }

  /** The same on another thread as part of what this one does. */
  public static Runnable carry(Runnable work) {
    if (!CURRENT.isBound()) {
      return work;
    }
    Work current = CURRENT.get();
    return () -> current.run(work);
  }
}
