package dev.consilium.server.operations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consilium.server.operations.Dependency.State;
import dev.consilium.server.operations.Dependency.Status;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class DependencyTest {
  private static final Duration LONG = Duration.ofHours(1);

  private static State state(Dependency dependency) throws Exception {
    return dependency.state().get(30, TimeUnit.SECONDS);
  }

  @Test
  void askingAtSpeedCostsOneLook() throws Exception {
    AtomicInteger looks = new AtomicInteger();
    CountDownLatch go = new CountDownLatch(1);
    Dependency dependency =
        new Dependency(
            "d",
            LONG,
            LONG,
            () -> {
              looks.incrementAndGet();
              go.await();
              return "fine";
            });
    List<CompletableFuture<State>> asked = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      asked.add(dependency.state());
    }
    go.countDown();
    for (CompletableFuture<State> answer : asked) {
      assertThat(answer.get(30, TimeUnit.SECONDS).detail()).isEqualTo("fine");
    }
    assertThat(state(dependency).status()).isEqualTo(Status.OK);
    assertThat(looks).hasValue(1);
  }

  @Test
  void whatHangsHangsNobody() throws Exception {
    AtomicInteger looks = new AtomicInteger();
    CountDownLatch never = new CountDownLatch(1);
    Dependency dependency =
        new Dependency(
            "d",
            Duration.ZERO,
            Duration.ofMillis(20),
            () -> {
              looks.incrementAndGet();
              never.await();
              return "late";
            });
    for (int i = 0; i < 3; i++) {
      State state = state(dependency);
      assertThat(state.status()).isEqualTo(Status.UNAVAILABLE);
      assertThat(state.detail()).isEqualTo("no answer within 20 ms");
    }
    assertThat(looks).hasValue(1);
    never.countDown();
  }

  @Test
  void whatFailsIsLookedAtAgain() throws Exception {
    AtomicInteger looks = new AtomicInteger();
    Dependency dependency =
        new Dependency(
            "d",
            Duration.ZERO,
            LONG,
            () -> {
              if (looks.incrementAndGet() == 1) {
                throw new IOException("refused");
              }
              return "back";
            });
    assertThat(state(dependency).detail()).isEqualTo("refused");
    assertThat(state(dependency).status()).isEqualTo(Status.OK);
  }

  @Test
  void whatIsNotConfiguredIsNotMissing() throws Exception {
    State state = state(new Dependency("d", LONG, LONG, Dependency.NOT_CONFIGURED));
    assertThat(state.status()).isEqualTo(Status.NOT_CONFIGURED);
    assertThat(state.ok()).isTrue();
  }
}
