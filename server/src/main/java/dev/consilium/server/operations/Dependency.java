package dev.consilium.server.operations;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Something the host needs, looked at no more often than it makes sense: whoever asks meanwhile
 * gets what was found last. One look is under way at most, and nobody waits for it for long.
 */
final class Dependency {
  private static final Logger log = LoggerFactory.getLogger(Dependency.class);

  /** How something is found to be. */
  enum Status {
    OK,
    UNAVAILABLE,
    NOT_CONFIGURED
  }

  /**
   * What was found.
   *
   * @param detail what it is, or why it cannot be used
   */
  record State(Status status, String detail, Duration latency) {
    boolean ok() {
      return status != Status.UNAVAILABLE;
    }
  }

  /** Looks at it; blocks. Says what it is, and throws when it cannot be used. */
  @FunctionalInterface
  interface Look {
    String look() throws Exception;
  }

  /** A dependency that has a use only where it is configured. */
  static final Look NOT_CONFIGURED =
      () -> {
        throw new NotConfigured();
      };

  private static final class NotConfigured extends Exception {
    private static final long serialVersionUID = 1;
  }

  private record Found(State state, long at) {}

  private final String name;
  private final Look look;
  private final Duration remembered;
  private final Duration patience;
  private @Nullable CompletableFuture<State> underWay;
  private @Nullable Found last;

  /**
   * @param remembered for how long what was found is told again
   * @param patience how long whoever asks waits for a look
   */
  Dependency(String name, Duration remembered, Duration patience, Look look) {
    this.name = name;
    this.remembered = remembered;
    this.patience = patience;
    this.look = look;
  }

  String name() {
    return name;
  }

  /** How it is; never blocks, never fails, and completes within the patience. */
  CompletableFuture<State> state() {
    CompletableFuture<State> looking;
    synchronized (this) {
      Found found = last;
      if (found != null && System.nanoTime() - found.at() < remembered.toNanos()) {
        return CompletableFuture.completedFuture(found.state());
      }
      looking = underWay;
      if (looking == null) {
        looking = new CompletableFuture<>();
        underWay = looking;
        CompletableFuture<State> begun = looking;
        var _ = Thread.ofVirtual().name("health-" + name).start(() -> look(begun));
      }
    }
    return looking
        .copy()
        .completeOnTimeout(
            new State(
                Status.UNAVAILABLE, "no answer within " + patience.toMillis() + " ms", patience),
            patience.toMillis(),
            TimeUnit.MILLISECONDS);
  }

  private void look(CompletableFuture<State> looking) {
    long begin = System.nanoTime();
    State state;
    try {
      String detail = look.look();
      state = new State(Status.OK, detail, since(begin));
    } catch (NotConfigured e) {
      state = new State(Status.NOT_CONFIGURED, "", Duration.ZERO);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      state = new State(Status.UNAVAILABLE, "interrupted", since(begin));
    } catch (Exception e) {
      state = new State(Status.UNAVAILABLE, String.valueOf(e.getMessage()), since(begin));
    }
    synchronized (this) {
      tellIfOther(state);
      last = new Found(state, System.nanoTime());
      underWay = null;
    }
    boolean _ = looking.complete(state);
  }

  private void tellIfOther(State state) {
    Found before = last;
    if (before == null || before.state().ok() != state.ok()) {
      if (!state.ok()) {
        log.warn("{} cannot be used: {}", name, state.detail());
      } else if (before != null) {
        log.info("{} can be used again", name);
      }
    }
  }

  private static Duration since(long begin) {
    return Duration.ofNanos(System.nanoTime() - begin);
  }
}
