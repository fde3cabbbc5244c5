package dev.consilium.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.consilium.memory.FairPool.Borrowed;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who gets a connection when there are too few. */
@Timeout(30)
class FairPoolTest {
  private static final int ASKING = 4;
  private static final int TIMES = 25;

  private static ConnectionSource source() {
    TestDatabase.shared().awaitReady();
    return new ConnectionSource(
        new DatabaseConfig(
            TestDatabase.sharedHome(), Optional.empty(), 1, SearchConfig.WORDS_ONLY, _ -> {}));
  }

  @Test
  void whoWaitsLongestGoesFirst() throws Exception {
    List<Integer> got = Collections.synchronizedList(new ArrayList<>());
    try (ConnectionSource source = source();
        FairPool pool = new FairPool(source, 1, 10_000, new PoolWaits());
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> ends = new ArrayList<>();
      Borrowed first = pool.borrow();
      for (int i = 0; i < ASKING; i++) {
        int self = i;
        ends.add(
            threads.submit(() -> {
              for (int time = 0; time < TIMES; time++) {
                try (Borrowed _ = pool.borrow()) {
                  got.add(self);
                  // Whoever asked after this one has to be behind those who wait already.
                  awaitWaiting(pool, Math.min(ASKING - 1, ASKING * TIMES - got.size()));
                }
              }
              return null;
            }));
        awaitWaiting(pool, i + 1);
      }
      first.close();
      for (Future<?> end : ends) {
        var _ = end.get();
      }
    }
    List<Integer> inTurn = new ArrayList<>();
    for (int i = 0; i < ASKING * TIMES; i++) {
      inTurn.add(i % ASKING);
    }
    assertThat(got).isEqualTo(inTurn);
  }

  private static void awaitWaiting(FairPool pool, int count) throws Exception {
    Waiting.until(() -> pool.state().waiting() >= count);
  }

  @Test
  void whoWaitsInVainIsToldWhatToDoAndTakesNoTurn() throws SQLException {
    List<String> told = new ArrayList<>();
    PoolWaits waits = new PoolWaits();
    waits.tell(
        new PoolMeter() {
          @Override
          public void acquired(long nanos) {
            told.add("acquired");
          }

          @Override
          public void timedOut() {
            told.add("timed out");
          }
        });
    try (FairPool pool = new FairPool(source(), 1, 100, 10_000, waits)) {
      try (Borrowed _ = pool.borrow()) {
        assertThatThrownBy(pool::borrow)
            .isInstanceOf(SQLTransientConnectionException.class)
            .hasMessage(
                "all of its 1 connections were busy for 100 ms; raise"
                    + " CONSILIUM_DATABASE_CONNECTIONS, or find the statement that takes long.");
      }
      try (Borrowed again = pool.borrow()) {
        assertThat(again.connection().isValid(5)).isTrue();
      }
      assertThat(pool.state()).isEqualTo(new PoolState(0, 1, 0, 1));
    }
    assertThat(told).containsExactly("acquired", "timed out", "acquired");
  }

  @Test
  void withoutAServerNobodyIsToldThatAllAreBusy() throws Exception {
    try (ConnectionSource nowhere =
            new ConnectionSource(
                new DatabaseConfig(
                    TestDatabase.sharedHome(),
                    Optional.of("postgresql://ann:hidden@127.0.0.1:1/db"),
                    1,
                    SearchConfig.WORDS_ONLY,
                    _ -> {}));
        FairPool pool = new FairPool(nowhere, 1, 100, 1_000, new PoolWaits());
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Borrowed>> asked = new ArrayList<>();
      asked.add(threads.submit(pool::borrow));
      awaitWaiting(pool, 1);
      for (int i = 1; i < 5; i++) {
        asked.add(threads.submit(pool::borrow));
      }
      // One has its turn for all that time, at most one more after it: the others wait in vain.
      List<String> told = new ArrayList<>();
      for (Future<Borrowed> turn : asked) {
        told.add(
            String.valueOf(
                assertThatThrownBy(turn::get)
                    .cause()
                    .isInstanceOf(SQLTransientConnectionException.class)
                    .actual()
                    .getMessage()));
      }
      assertThat(told).noneMatch(message -> message.contains("busy"));
      assertThat(told)
          .filteredOn("no connection could be made within 100 ms."::equals)
          .hasSizeGreaterThanOrEqualTo(3);
    }
  }
}
