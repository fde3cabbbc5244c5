package dev.consilium.tools;

import java.util.ArrayList;
import java.util.List;

/** Whether a call is still wanted. Thread-safe. */
public final class Cancellation {
  private final List<Runnable> actions = new ArrayList<>();
  private boolean cancelled;

  public void cancel() {
    List<Runnable> run;
    synchronized (actions) {
      if (cancelled) {
        return;
      }
      cancelled = true;
      run = List.copyOf(actions);
      actions.clear();
    }
    run.forEach(Runnable::run);
  }

  public boolean isCancelled() {
    synchronized (actions) {
      return cancelled;
    }
  }

  /** Ends the work here if nobody wants it any more. */
  public void check() throws InterruptedException {
    if (isCancelled()) {
      throw new InterruptedException("cancelled by the caller");
    }
  }

  /** Runs the action on cancellation, at once if that has been. It must not block. */
  public void onCancel(Runnable action) {
    synchronized (actions) {
      if (!cancelled) {
        actions.add(action);
        return;
      }
    }
    action.run();
  }
}
