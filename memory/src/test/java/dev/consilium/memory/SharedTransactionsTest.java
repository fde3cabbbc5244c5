package dev.consilium.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.consilium.memory.SharedWrite.End;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SharedTransactionsTest {
  /** What is carried out, one after the other; goes on when it is told how. */
  private final BlockingQueue<List<SharedWrite>> carriedOut = new ArrayBlockingQueue<>(100);

  private final BlockingQueue<Runnable> how = new ArrayBlockingQueue<>(100);
  private final SharedTransactions shared = new SharedTransactions(this::carryOut);
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final CountDownLatch aloneEnds = new CountDownLatch(1);
  private volatile boolean ended;

  /** Whatever a test that failed left waiting. */
  @AfterEach
  @Timeout(30)
  void close() {
    ended = true;
    aloneEnds.countDown();
    how.add(() -> {});
    threads.close();
  }

  private void carryOut(List<SharedWrite> writes) {
    carriedOut.add(writes);
    try {
      if (!ended) {
        how.take().run();
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static SharedWrite write(@Nullable Object about, @Nullable String key) {
    return new SharedWrite(
        new Write("test", key), new Foreseen(Optional.ofNullable(about), List.of()), _ -> null);
  }

  /** Somebody writes alone, until the end of the test. */
  private Future<?> somebodyWrites() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    Future<?> alone =
        threads.submit(() ->
            shared.write(
                write(null, null),
                () -> {
                  begun.countDown();
                  return uninterrupted(() -> {
                    aloneEnds.await();
                    return null;
                  });
                }));
    begun.await();
    return alone;
  }

  private static <T extends @Nullable Object> T uninterrupted(Callable<T> call) {
    try {
      return call.call();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private Future<@Nullable Object> others(SharedWrite write) throws Exception {
    int before = shared.waiting();
    Future<@Nullable Object> future = threads.submit(() -> shared.write(write, () -> "alone"));
    Waiting.until(() -> shared.waiting() != before || !carriedOut.isEmpty());
    return future;
  }

  private static Runnable done(List<SharedWrite> writes) {
    return () -> writes.forEach(write -> write.end(new End.Done(writes.size())));
  }

  @Test
  void whoeverComesWhenNobodyWritesGoesAlone() {
    for (int i = 0; i < 3; i++) {
      assertThat(shared.write(write("a", null), () -> "alone")).isEqualTo("alone");
    }

    assertThat(carriedOut).isEmpty();
    assertThat(shared.isCrowded()).isFalse();
  }

  @Test
  void thoseWhoWaitShareTheNextTransaction() throws Exception {
    Future<?> alone = somebodyWrites();
    Future<@Nullable Object> first = others(write("a", null));
    List<SharedWrite> ofFirst = carriedOut.take();
    List<Future<@Nullable Object>> rest = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      rest.add(others(write(i, null)));
    }
    how.add(done(ofFirst));

    List<SharedWrite> second = carriedOut.take();
    assertThat(ofFirst).hasSize(1);
    assertThat(second).hasSize(32);
    assertThat(shared.isCrowded()).isTrue();
    how.add(done(second));
    List<SharedWrite> third = carriedOut.take();
    how.add(done(third));
    assertThat(third).hasSize(8);
    assertThat(first.get()).isEqualTo(1);
    for (int i = 0; i < 40; i++) {
      assertThat(rest.get(i).get()).isEqualTo(i < 32 ? 32 : 8);
    }
    aloneEnds.countDown();
    assertThat(alone.get()).isNull();
  }

  @Test
  void noTwoOfTheSameTaskOrKeyShareOne() throws Exception {
    var _ = somebodyWrites();
    var _ = others(write("first", null));
    List<SharedWrite> first = carriedOut.take();
    List<SharedWrite> waiting =
        List.of(write("a", null), write("a", null), write("b", "k"), write("c", "k"));
    for (SharedWrite write : waiting) {
      var _ = others(write);
    }
    how.add(done(first));

    List<SharedWrite> second = carriedOut.take();
    how.add(done(second));
    List<SharedWrite> third = carriedOut.take();
    how.add(done(third));
    assertThat(second).containsExactly(waiting.get(0), waiting.get(2));
    assertThat(third).containsExactly(waiting.get(1), waiting.get(3));
    aloneEnds.countDown();
  }

  @Test
  void whatIsNotEndedGoesAloneAndWhatFailedSaysWhy() throws Exception {
    var _ = somebodyWrites();
    var _ = others(write("first", null));
    List<SharedWrite> first = carriedOut.take();
    Future<@Nullable Object> left = others(write("left", null));
    Future<@Nullable Object> failed = others(write("failed", null));
    how.add(done(first));
    List<SharedWrite> second = carriedOut.take();
    how.add(() -> {
      second.get(1).end(new End.Failed(new Refused("field", "no.")));
      throw new AssertionError("of a transaction that breaks off");
    });

    assertThat(left.get()).isEqualTo("alone");
    assertThatThrownBy(failed::get).hasCauseInstanceOf(Refused.class);
    // The next are carried out all the same.
    Future<@Nullable Object> next = others(write("next", null));
    List<SharedWrite> third = carriedOut.take();
    how.add(done(third));
    assertThat(next.get()).isEqualTo(1);
    aloneEnds.countDown();
  }

  @Test
  void whoGivesUpBeforeItsTurnIsNotWritten() throws Exception {
    var _ = somebodyWrites();
    Future<@Nullable Object> first = others(write("first", null));
    List<SharedWrite> taken = carriedOut.take();
    List<Future<@Nullable Object>> waiting = new ArrayList<>();
    for (int i : IntStream.range(0, 3).toArray()) {
      waiting.add(others(write(i, null)));
    }

    assertThat(waiting.get(1).cancel(true)).isTrue();
    assertThat(first.cancel(true)).isTrue();
    Waiting.until(() -> shared.waiting() == 2);
    how.add(done(taken));
    List<SharedWrite> next = carriedOut.take();
    how.add(done(next));

    assertThat(next).hasSize(2);
    assertThat(waiting.get(0).get()).isEqualTo(2);
    assertThat(waiting.get(2).get()).isEqualTo(2);
    aloneEnds.countDown();
  }

  @Test
  void whoGivesUpWhileItIsWrittenIsToldWhatBecameOfIt() throws Exception {
    var _ = somebodyWrites();
    BlockingQueue<Object> told = new ArrayBlockingQueue<>(2);
    Thread caller =
        Thread.ofVirtual()
            .start(() -> {
              told.add(String.valueOf(shared.write(write("a", null), () -> "alone")));
              told.add(Thread.currentThread().isInterrupted());
            });
    List<SharedWrite> taken = carriedOut.take();
    caller.interrupt();
    how.add(done(taken));

    assertThat(told.take()).isEqualTo("1");
    assertThat(told.take()).isEqualTo(true);
    aloneEnds.countDown();
  }
}
