package dev.consilium.memory.calls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consilium.memory.Change;
import dev.consilium.memory.Changes;
import dev.consilium.memory.Database;
import dev.consilium.memory.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class CallStoreTest {
  private static final Duration ALIVE = Duration.ofMinutes(1);
  private static final Duration KEPT = Duration.ofHours(1);

  private final CallStore calls = TestDatabase.shared().calls();
  private final String id = TestDatabase.fresh("call");

  private LongCall found() {
    return calls.find(id, "ann").orElseThrow();
  }

  @Test
  void theFirstEndStays() {
    calls.begin(id, "ann", ALIVE, KEPT);
    assertThat(found().status()).isEqualTo(CallStatus.WORKING);

    calls.end(id, CallStatus.COMPLETED, "{\"content\": []}");
    calls.end(id, CallStatus.FAILED, "{}");
    calls.cancel(id, "ann");

    assertThat(found().status()).isEqualTo(CallStatus.COMPLETED);
    assertThat(found().outcomeJson()).isEqualTo("{\"content\": []}");
    assertThat(found().cancelRequested()).isFalse();
  }

  @Test
  void aCallBelongsToWhoMadeIt() {
    calls.begin(id, "ann", ALIVE, KEPT);

    calls.cancel(id, "bob");

    assertThat(calls.find(id, "bob")).isEmpty();
    assertThat(found().cancelRequested()).isFalse();
  }

  @Test
  void questionsAreAnsweredOneByOne() {
    calls.begin(id, "ann", ALIVE, KEPT);
    calls.answer(id, "ann", "a", "{\"early\": true}");
    calls.ask(id, "{\"a\": {}, \"b\": {}}");
    assertThat(found().status()).isEqualTo(CallStatus.INPUT_REQUIRED);

    calls.answer(id, "ann", "a", "{\"action\": \"accept\"}");
    calls.answer(id, "ann", "a", "{\"action\": \"decline\"}");
    calls.answer(id, "ann", "unknown", "{}");
    assertThat(found().status()).isEqualTo(CallStatus.INPUT_REQUIRED);
    assertThat(found().questionsJson()).isEqualTo("{\"b\": {}}");

    calls.answer(id, "ann", "b", "{}");
    assertThat(found().status()).isEqualTo(CallStatus.WORKING);
    assertThat(found().answersJson()).isEqualTo("{\"a\": {\"action\": \"accept\"}, \"b\": {}}");
  }

  @Test
  void aCallWhoseWorkerIsGoneHasFailed() {
    calls.begin(id, "ann", Duration.ZERO, KEPT);

    assertThat(found().status()).isEqualTo(CallStatus.FAILED);
    assertThat(found().outcomeJson()).contains("The server stopped");
  }

  @Test
  void aWorkerThatRenewsIsNotGone() {
    calls.begin(id, "ann", Duration.ZERO, KEPT);
    calls.renew(List.of(id), ALIVE);

    assertThat(found().status()).isEqualTo(CallStatus.WORKING);
  }

  @Test
  void theWorkerHearsOfAnswersGivenElsewhere() throws InterruptedException {
    LinkedBlockingQueue<Change> heard = new LinkedBlockingQueue<>();
    calls.begin(id, "ann", ALIVE, KEPT);
    try (Database worker = TestDatabase.open(TestDatabase.sharedHome());
        Changes.Subscription _ = worker.changes().subscribe(Changes.Topic.CALLS, heard::add)) {
      assertThat(heard.poll(30, TimeUnit.SECONDS)).isEqualTo(new Change.Resync());

      calls.cancel(id, "ann");

      // Other tests of this database have calls of their own.
      Change change;
      do {
        change = heard.poll(30, TimeUnit.SECONDS);
        assertThat(change).isNotNull();
      } while (!new Change.CallChanged(id).equals(change));
      assertThat(worker.calls().find(id, "ann").orElseThrow().cancelRequested()).isTrue();
    }
  }
}
