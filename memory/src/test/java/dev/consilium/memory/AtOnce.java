package dev.consilium.memory;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;

/** Writes that come at the same time, so that they share a transaction where they can. */
@NullMarked
public final class AtOnce {
  private static final long PAUSE_NANOS = 100_000;

  private AtOnce() {}

  /** What became of a call. */
  public record Outcome<T>(@Nullable T result, @Nullable Throwable failure) {
    public T get() {
      if (failure != null || result == null) {
        throw new AssertionError("no result", failure);
      }
      return result;
    }
  }

  /** Makes the calls, each of which writes once, and tells what became of them, in their order. */
  public static <T> List<Outcome<T>> call(Transactions transactions, List<Callable<T>> calls)
      throws Exception {
    SharedTransactions shared = transactions.shared;
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch allWait = new CountDownLatch(1);
    Runnable waiting =
        () -> {
          begun.countDown();
          await(allWait);
        };
    // What fails in between lets all of them go.
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        Release _ = allWait::countDown) {
      // The first goes alone, and the second is a shared transaction of its own.
      List<Future<?>> first = new ArrayList<>();
      first.add(threads.submit(() -> alone(transactions, waiting)));
      await(begun);
      CountDownLatch carriedOut = new CountDownLatch(1);
      first.add(
          threads.submit(() ->
              shared.write(
                  write(() -> {
                    carriedOut.countDown();
                    await(allWait);
                    return null;
                  }),
                  () -> null)));
      await(carriedOut);
      List<Future<T>> others = calls.stream().map(threads::submit).toList();
      Waiting.until(
          () -> shared.waiting() == calls.size() || others.stream().anyMatch(Future::isDone));
      allWait.countDown();
      for (Future<?> one : first) {
        var _ = outcome(one);
      }
      List<Outcome<T>> outcomes = new ArrayList<>();
      for (Future<T> other : others) {
        outcomes.add(outcome(other));
      }
      return outcomes;
    }
  }

  private interface Release extends AutoCloseable {
    @Override
    void close();
  }

  /** Does it as somebody who writes alone, with whom others share nothing. */
  static void alone(Transactions transactions, Runnable work) {
    String together = "together";
    Supplier<@Nullable Object> alone =
        () -> {
          work.run();
          return null;
        };
    while (together.equals(transactions.shared.write(write(() -> together), alone))) {
      // The last shared transaction is not over yet.
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  private static SharedWrite write(Supplier<@Nullable Object> work) {
    return new SharedWrite(
        new Write("test", null), new Foreseen(Optional.empty(), List.of()), _ -> work.get());
  }

  private static <T> Outcome<T> outcome(Future<T> future) throws InterruptedException {
    try {
      return new Outcome<>(future.get(), null);
    } catch (ExecutionException e) {
      return new Outcome<>(null, e.getCause());
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
