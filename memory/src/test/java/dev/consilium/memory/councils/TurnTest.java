package dev.consilium.memory.councils;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

@NullMarked
class TurnTest {
  private static Participant seat(String name, Role role, int priority) {
    return new Participant(name, role, "", priority, null);
  }

  private static final List<Participant> FOUR =
      List.of(
          seat("mod", Role.MODERATOR, 3),
          seat("a", Role.EXPERT, 2),
          seat("scribe", Role.SCRIBE, 1),
          seat("b", Role.EXPERT, 1));

  private static List<String> order(
      SpeakerPolicy policy, List<Participant> seats, @Nullable String... named) {
    List<String> order = new ArrayList<>();
    Turn turn = Turn.first(policy, seats);
    order.add(turn.round() + turn.speaker());
    for (String name : named) {
      turn = turn.next(policy, seats, name);
      order.add(turn.round() + turn.speaker());
    }
    return order;
  }

  @Test
  void roundRobinGoesAsListed() {
    assertThat(order(SpeakerPolicy.ROUND_ROBIN, FOUR, null, null, null, null))
        .containsExactly("1mod", "1a", "1b", "2mod", "2a");
  }

  @Test
  void priorityDecidesInEachRound() {
    assertThat(order(SpeakerPolicy.PRIORITY, FOUR, null, null, null))
        .containsExactly("1b", "1a", "1mod", "2b");
  }

  @Test
  void theModeratorGivesTheFloor() {
    assertThat(order(SpeakerPolicy.MODERATOR, FOUR, "b", null, "b", null, "a", null))
        .containsExactly("1mod", "1b", "1mod", "1b", "1mod", "1a", "2mod");
  }

  @Test
  void theModeratorMayLeaveItOpen() {
    assertThat(order(SpeakerPolicy.MODERATOR, FOUR, null, null, null))
        .containsExactly("1mod", "1a", "1mod", "1b");
  }

  @Test
  void whereNobodyTakesTurnsAllDo() {
    List<Participant> seats = List.of(seat("s", Role.SCRIBE, 1), seat("i", Role.INTEGRATOR, 1));

    assertThat(order(SpeakerPolicy.MODERATOR, seats, null, null)).containsExactly("1s", "1i", "2s");
    assertThat(Objects.requireNonNull(order(SpeakerPolicy.ROUND_ROBIN, seats)).getFirst())
        .isEqualTo("1s");
  }
}
