package dev.consilium.transport.internal;

import java.util.ArrayList;
import java.util.List;

/**
 * What is to be done when a peer goes away before its message is answered. Thread-safe.
 *
 * <pre>
 *   OPEN ── answered ──> OVER (actions dropped)
 *     └──── left ──────> GONE (actions run, later ones at once)
 * </pre>
 */
public final class Departure {
  private enum State {
    OPEN,
    OVER,
    GONE
  }

  private State state = State.OPEN;
  private List<Runnable> actions = new ArrayList<>(1);

  public void onDisconnect(Runnable action) {
    synchronized (this) {
      if (state == State.OPEN) {
        actions.add(action);
      }
      if (state != State.GONE) {
        return;
      }
    }
    action.run();
  }

  public void answered() {
    leaveOpen(State.OVER);
  }

  public void left() {
    leaveOpen(State.GONE).forEach(Runnable::run);
  }

  private synchronized List<Runnable> leaveOpen(State next) {
    if (state != State.OPEN) {
      return List.of();
    }
    state = next;
    List<Runnable> taken = actions;
    actions = List.of();
    return taken;
  }
}
