package dev.consilium.memory.webhooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.consilium.memory.Database;
import dev.consilium.memory.Refused;
import dev.consilium.memory.TestDatabase;
import dev.consilium.memory.Write;
import dev.consilium.memory.feed.FeedEvent;
import dev.consilium.memory.feed.FeedFilter;
import dev.consilium.memory.tasks.NewTask;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WebhookStoreTest {
  private static final Database DATABASE = TestDatabase.shared();
  private static final WebhookStore STORE = DATABASE.webhooks();
  private static final Write WRITE = new Write("test", null);
  private static final Duration LEASE = Duration.ofMinutes(1);
  private static final Patience PATIENT = new Patience(3, Duration.ofHours(1));
  private static final Duration NOW = Duration.ZERO;

  private final String project = TestDatabase.fresh("project");

  @AfterEach
  void forgetAll() {
    STORE.list().forEach(subscription -> STORE.delete(WRITE, subscription.id()));
  }

  private static Subscription subscribe(@Nullable String project, String... types) {
    return STORE.create(WRITE, wanted(project, types));
  }

  private static NewSubscription wanted(@Nullable String project, String... types) {
    return new NewSubscription(
        "n", "https://example.org/hook", Format.GENERIC, project, List.of(types), null, null);
  }

  private void create(int from, int to) {
    List<NewTask> tasks = new ArrayList<>();
    for (int i = from; i < to; i++) {
      tasks.add(
          new NewTask(
              "t" + i, "Task", null, null, List.of(), 2, null, null, null, List.of(), null));
    }
    var _ = DATABASE.tasks().create(WRITE, project, tasks);
    DATABASE.feed().tidy(Duration.ofDays(7));
  }

  /** Other tests may have left more events before ours than are read at once. */
  private static void dispatch() {
    while (STORE.dispatch().more()) {
      // Reads on.
    }
  }

  private List<Long> places() {
    return DATABASE
        .feed()
        .read(0, Long.MAX_VALUE, new FeedFilter(Set.of(project), Set.of()), 10_000)
        .events()
        .stream()
        .map(FeedEvent::seq)
        .toList();
  }

  private static List<Long> written(Subscription subscription) {
    return STORE.deliveries(subscription.id(), null, null, 10_000).deliveries().stream()
        .map(delivery -> delivery.event().seq())
        .sorted()
        .toList();
  }

  private static Sending take() {
    return Objects.requireNonNull(STORE.take(LEASE, 100));
  }

  private static List<DeliveryState> states(Subscription subscription) {
    return STORE.deliveries(subscription.id(), null, null, 100).deliveries().reversed().stream()
        .map(Delivery::state)
        .toList();
  }

  @Test
  void manyDispatchersWriteEachEventOnceAndMissNone() throws Exception {
    Subscription all = subscribe(project);
    Subscription other = subscribe(project, "task_started");
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> running = new ArrayList<>();
      for (int writer = 0; writer < 3; writer++) {
        int from = writer * 1_000;
        running.add(
            executor.submit(() ->
                IntStream.range(0, 20).forEach(i -> create(from + i * 10, from + i * 10 + 10))));
      }
      for (int dispatcher = 0; dispatcher < 4; dispatcher++) {
        running.add(executor.submit(() -> IntStream.range(0, 60).forEach(_ -> STORE.dispatch())));
      }
      for (Future<?> each : running) {
        each.get();
      }
    }
    dispatch();

    assertThat(places()).hasSize(600);
    assertThat(written(all)).isEqualTo(places());
    assertThat(written(other)).isEmpty();
  }

  @Test
  void whoCannotBeReachedReadsNoFurtherThanItCanHold() {
    Subscription subscription = subscribe(project);
    for (int i = 0; i < 36; i++) {
      create(i * 100, i * 100 + 100);
    }
    for (int i = 0; i < 10; i++) {
      dispatch();
    }

    assertThat(STORE.get(subscription.id()).pending()).isBetween(2_000L, 3_000L);

    Sending sending = Objects.requireNonNull(STORE.take(LEASE, 5_000));
    sending.due().forEach(delivery -> assertThat(sending.delivered(delivery, 200)).isTrue());
    sending.release();
    dispatch();
    assertThat(written(subscription)).isEqualTo(places());
    assertThat(STORE.get(subscription.id()).missed()).isZero();
  }

  @Test
  void aReceiverHasOneSenderAtATimeInTheOrderOfEvents() {
    Subscription subscription = subscribe(project);
    create(0, 3);
    dispatch();

    Sending sending = take();

    assertThat(sending.subscription().id()).isEqualTo(subscription.id());
    assertThat(sending.due()).extracting(d -> d.event().seq()).isEqualTo(places());
    assertThat(STORE.take(LEASE, 100)).isNull();
    assertThat(sending.delivered(sending.due().getFirst(), 204)).isTrue();
    sending.release();
    assertThat(take().due()).extracting(d -> d.event().seq()).isEqualTo(places().subList(1, 3));
  }

  @Test
  void whatALostSenderTellsIsNotWritten() {
    Subscription subscription = subscribe(project);
    create(0, 1);
    dispatch();
    Sending lost = Objects.requireNonNull(STORE.take(Duration.ZERO, 100));
    Sending next = take();

    assertThat(lost.delivered(lost.due().getFirst(), 200)).isFalse();
    lost.failed(lost.due().getFirst(), 500, "late", NOW, NOW, new Patience(1, NOW));
    lost.refused(lost.due().getFirst(), 410, "late");
    lost.release();

    assertThat(states(subscription)).containsExactly(DeliveryState.PENDING);
    assertThat(STORE.get(subscription.id()).active()).isTrue();
    assertThat(STORE.take(LEASE, 100)).isNull();
    assertThat(next.delivered(next.due().getFirst(), 200)).isTrue();
    assertThat(states(subscription)).containsExactly(DeliveryState.DELIVERED);
  }

  @Test
  void whatFailsOftenIsADeadLetterThatCanBeReplayed() {
    Backlog before = STORE.backlog();
    Subscription subscription = subscribe(project);
    create(0, 2);
    dispatch();
    for (int attempt = 1; attempt <= 3; attempt++) {
      Sending sending = take();
      assertThat(sending.due().getFirst().attempts()).isEqualTo(attempt - 1);
      assertThat(sending.subscription().failures()).isEqualTo(attempt - 1);
      sending.failed(sending.due().getFirst(), 500, "the receiver\0 is ill", NOW, NOW, PATIENT);
      sending.release();
    }

    assertThat(states(subscription)).containsExactly(DeliveryState.DEAD, DeliveryState.PENDING);
    assertThat(STORE.backlog()).isEqualTo(new Backlog(before.waiting() + 1, before.dead() + 1));
    Delivery dead =
        STORE.deliveries(subscription.id(), DeliveryState.DEAD, null, 10).deliveries().getFirst();
    assertThat(dead.error()).isEqualTo("the receiver  is ill");
    assertThat(dead.status()).isEqualTo(500);
    assertThat(dead.attempts()).isEqualTo(3);
    assertThat(dead.endedAt()).isNotNull();
    long pending = places().getLast();
    assertThatThrownBy(() -> STORE.replay(WRITE, subscription.id(), pending))
        .isInstanceOf(Refused.class)
        .hasMessageContaining("being tried");

    Delivery replayed = STORE.replay(WRITE, subscription.id(), dead.event().seq());
    assertThat(replayed.state()).isEqualTo(DeliveryState.PENDING);
    assertThat(replayed.attempts()).isZero();
    Sending sending = take();
    assertThat(sending.due()).hasSize(2);
    sending.due().forEach(delivery -> sending.delivered(delivery, 200));
    assertThat(states(subscription))
        .containsExactly(DeliveryState.DELIVERED, DeliveryState.DELIVERED);
  }

  @Test
  void whatIsTooOldGoesWithTheNextFailureAndAllOfItComesBack() {
    Subscription subscription = subscribe(project);
    create(0, 3);
    dispatch();
    Sending sending = take();
    sending.failed(
        sending.due().getFirst(), null, "no answer", NOW, NOW, new Patience(9, Duration.ZERO));
    sending.release();

    assertThat(states(subscription)).containsOnly(DeliveryState.DEAD);
    assertThat(STORE.untilDue()).isEmpty();
    assertThat(STORE.replayDead(WRITE, subscription.id())).isEqualTo(new Replayed(3));
    assertThat(STORE.untilDue()).contains(Duration.ZERO);
    assertThat(take().due()).hasSize(3);
  }

  @Test
  void aReceiverThatFailsIsLeftAlone() {
    var _ = subscribe(project);
    create(0, 2);
    dispatch();
    Sending sending = take();
    sending.failed(sending.due().getFirst(), 429, "slowly", NOW, Duration.ofMinutes(5), PATIENT);
    sending.release();

    assertThat(STORE.take(LEASE, 100)).isNull();
    assertThat(STORE.untilDue().orElseThrow())
        .isBetween(Duration.ofMinutes(4), Duration.ofMinutes(5));
  }

  @Test
  void whoIsGoneIsSwitchedOffAndGoesOnWhereItWas() {
    Subscription subscription = subscribe(project);
    create(0, 2);
    dispatch();
    Sending sending = take();
    sending.refused(sending.due().getFirst(), 410, "the receiver answered 410");
    sending.release();
    create(2, 4);
    dispatch();

    Subscription off = STORE.get(subscription.id());
    assertThat(off.active()).isFalse();
    assertThat(off.ended()).contains("410");
    assertThat(STORE.take(LEASE, 100)).isNull();
    assertThat(written(subscription)).hasSize(2);

    Subscription on =
        STORE.change(
            WRITE,
            subscription.id(),
            new SubscriptionChange(null, null, null, null, null, null, true));
    dispatch();
    assertThat(on.ended()).isNull();
    assertThat(written(subscription)).isEqualTo(places());
    assertThat(take().due()).hasSize(3);
  }

  @Test
  void aSenderStopsWhenTheSubscriptionIsAnother() {
    Subscription subscription = subscribe(project);
    create(0, 2);
    dispatch();
    Sending sending = take();
    var _ =
        STORE.change(
            WRITE,
            subscription.id(),
            new SubscriptionChange(null, "https://example.org/b", "", List.of(), null, null, null));

    assertThat(sending.delivered(sending.due().getFirst(), 200)).isFalse();
    assertThat(STORE.get(subscription.id()).project()).isNull();
    assertThat(states(subscription))
        .containsExactly(DeliveryState.DELIVERED, DeliveryState.PENDING);
  }

  @Test
  void aRepeatedCreationIsTheSameSubscription() {
    Write once = new Write("test", TestDatabase.fresh("key"));

    Subscription first = STORE.create(once, wanted(project));
    Subscription second = STORE.create(once, wanted(project));

    assertThat(second).isEqualTo(first);
    assertThat(first.secret()).startsWith("whsec_").hasSizeGreaterThan(40);
    assertThat(first.toString()).doesNotContain(first.secret(), "hook");
    assertThat(STORE.list()).hasSize(1);
  }

  @Test
  void thereAreNotTooMany() {
    for (int i = 0; i < WebhookStore.MOST; i++) {
      var _ = subscribe(project);
    }
    assertThatThrownBy(() -> subscribe(project))
        .isInstanceOf(Refused.class)
        .hasMessageContaining("100 webhooks");
  }

  @Test
  void whatIsUnknownIsNamed() {
    long unknown = Long.MAX_VALUE;
    assertThatThrownBy(() -> STORE.get(unknown))
        .isInstanceOf(Refused.class)
        .hasMessageContaining("no webhook");
    Subscription subscription = subscribe(project);
    assertThatThrownBy(() -> STORE.delivery(subscription.id(), unknown))
        .isInstanceOf(Refused.class)
        .hasMessageContaining("no delivery");
    assertThatThrownBy(() -> STORE.deliveries(subscription.id(), null, "x", 1))
        .isInstanceOf(Refused.class)
        .hasMessageContaining("X-Next-Cursor");
  }
}
