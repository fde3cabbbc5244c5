package dev.consilium.tools.notion;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BreakerTest {
  private long now;
  private final Breaker breaker = new Breaker(Duration.ofSeconds(4), () -> now, () -> 1.0);

  private void fail(int times) {
    for (int i = 0; i < times; i++) {
      assertThat(breaker.enter()).isTrue();
      breaker.failed();
    }
  }

  private void pass(Duration time) {
    now += time.toNanos();
  }

  @Test
  void staysClosedWhileMostGoesWell() {
    for (int i = 0; i < 100; i++) {
      assertThat(breaker.enter()).isTrue();
      if (i % 10 > 2) {
        breaker.failed();
      } else {
        breaker.succeeded();
      }
    }
    assertThat(breaker.state()).isEqualTo(Breaker.State.CLOSED);
  }

  @Test
  void opensWhenNothingGoesAndLetsOneTry() {
    fail(5);
    assertThat(breaker.state()).isEqualTo(Breaker.State.OPEN);
    assertThat(breaker.enter()).isFalse();
    assertThat(breaker.remaining()).isEqualTo(Duration.ofSeconds(4));

    pass(Duration.ofSeconds(4));
    assertThat(breaker.state()).isEqualTo(Breaker.State.HALF_OPEN);
    assertThat(breaker.enter()).isTrue();
    assertThat(breaker.enter()).isFalse();
    breaker.succeeded();
    assertThat(breaker.state()).isEqualTo(Breaker.State.CLOSED);
    assertThat(breaker.enter()).isTrue();
  }

  @Test
  void staysOpenForLongerEachTimeTheTrialFails() {
    fail(5);
    pass(Duration.ofSeconds(4));
    fail(1);
    assertThat(breaker.remaining()).isEqualTo(Duration.ofSeconds(8));
    for (int i = 0; i < 10; i++) {
      pass(breaker.remaining());
      fail(1);
    }
    assertThat(breaker.remaining()).isEqualTo(Duration.ofMinutes(2));
  }

  @Test
  void aTrialThatWasNotMadeLeavesRoomForAnother() {
    fail(5);
    pass(Duration.ofSeconds(4));
    assertThat(breaker.enter()).isTrue();
    breaker.left();
    assertThat(breaker.enter()).isTrue();
  }
}
