package dev.consilium.tools.sandbox;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Calls of an engine, each with a deadline of its own, since the client's are ignored on unix
 * sockets, and on a platform thread, since it may block one.
 */
final class EngineCalls implements AutoCloseable {
  private final String where;
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          Thread.ofPlatform().daemon().name("sandbox-engine-", 0).factory());

  EngineCalls(String where) {
    this.where = where;
  }

  <T extends @Nullable Object> T run(String name, Duration deadline, Callable<T> work) {
    Future<T> future = threads.submit(work);
    try {
      return future.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      future.cancel(true);
      throw new SandboxException(
          "The Docker engine at %s did not answer to \"%s\" within %d s; look at its logs, or restart it."
              .formatted(where, name, deadline.toSeconds()),
          e);
    } catch (InterruptedException e) {
      future.cancel(true);
      Thread.currentThread().interrupt();
      throw new SandboxException("Interrupted", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof SandboxException known) {
        throw known;
      }
      throw new SandboxException(
          "The Docker engine at %s failed at \"%s\": %s"
              .formatted(where, name, reason(e.getCause())),
          e.getCause());
    }
  }

  private static String reason(@Nullable Throwable cause) {
    Throwable root = cause;
    while (root != null && root.getCause() != null) {
      root = root.getCause();
    }
    return root == null ? "" : String.valueOf(root.getMessage()).strip();
  }

  /** Does something that nobody waits for; false when it is too late for that. */
  boolean later(Runnable work) {
    try {
      threads.execute(work);
      return true;
    } catch (RejectedExecutionException e) {
      return false;
    }
  }

  boolean areOver() {
    return threads.isShutdown();
  }

  /** Takes no more. */
  void end() {
    threads.shutdown();
  }

  /** Waits a while for those that go on. */
  @Override
  public void close() {
    end();
    try {
      boolean _ = threads.awaitTermination(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
