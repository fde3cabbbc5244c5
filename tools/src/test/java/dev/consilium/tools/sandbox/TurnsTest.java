package dev.consilium.tools.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.consilium.tools.Cancellation;
import dev.consilium.tools.sandbox.Turns.Turn;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;

class TurnsTest {
  private record Got(String principal, Turn turn) {}

  private final BlockingQueue<Got> got = new LinkedBlockingQueue<>();

  private void take(Turns turns, String principal) throws InterruptedException {
    Thread thread =
        Thread.ofVirtual()
            .start(() -> {
              try {
                got.add(new Got(principal, turns.take(principal, new Cancellation())));
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    // Until it has its turn, or waits for it.
    while (thread.isAlive() && thread.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait();
    }
  }

  @Test
  void principalsTakeTurns() throws InterruptedException {
    Turns turns = new Turns(1, 1);
    take(turns, "first");
    for (int i = 0; i < 3; i++) {
      take(turns, "greedy");
    }
    take(turns, "modest");
    List<String> order = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      Got next = got.take();
      order.add(next.principal());
      next.turn().close();
    }

    assertThat(order).containsExactly("first", "greedy", "modest", "greedy", "greedy");
  }

  @Test
  void onePrincipalDoesNotTakeAll() throws InterruptedException {
    Turns turns = new Turns(3, 2);
    for (int i = 0; i < 3; i++) {
      take(turns, "greedy");
    }
    take(turns, "modest");

    assertThat(List.of(got.take().principal(), got.take().principal(), got.take().principal()))
        .containsExactlyInAnyOrder("greedy", "greedy", "modest");
    assertThat(got).isEmpty();
  }

  @Test
  void whoIsCancelledWaitsNoMore() throws InterruptedException {
    Turns turns = new Turns(1, 1);
    Turn held = turns.take("a", new Cancellation());
    Cancellation cancellation = new Cancellation();
    cancellation.cancel();

    assertThatThrownBy(() -> turns.take("b", cancellation))
        .isInstanceOf(InterruptedException.class);
    held.close();
    turns.take("c", new Cancellation()).close();
  }
}
