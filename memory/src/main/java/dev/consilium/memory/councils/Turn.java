package dev.consilium.memory.councils;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whose turn it is in a council.
 *
 * @param spoken who had a turn in this round
 */
record Turn(int round, Set<String> spoken, String speaker) {
  Turn {
    spoken = Set.copyOf(spoken);
  }

  static Turn first(SpeakerPolicy policy, List<Participant> participants) {
    return new Turn(1, Set.of(), choose(policy, participants, Set.of(), null, null));
  }

  /** The turn after this one; {@code named} is whom the moderator gave the floor to. */
  Turn next(SpeakerPolicy policy, List<Participant> participants, @Nullable String named) {
    Set<String> had = new HashSet<>(spoken);
    had.add(speaker);
    boolean over = turns(participants).stream().allMatch(one -> had.contains(one.name()));
    Set<String> now = over ? Set.of() : had;
    return new Turn(
        over ? round + 1 : round, now, choose(policy, participants, now, speaker, named));
  }

  private static String choose(
      SpeakerPolicy policy,
      List<Participant> participants,
      Set<String> had,
      @Nullable String before,
      @Nullable String named) {
    if (named != null) {
      return named;
    }
    Optional<String> moderator =
        participants.stream()
            .filter(one -> one.role() == Role.MODERATOR)
            .map(Participant::name)
            .findFirst();
    if (policy == SpeakerPolicy.MODERATOR
        && moderator.isPresent()
        && !Objects.equals(moderator.get(), before)) {
      return moderator.get();
    }
    Comparator<Participant> order =
        policy == SpeakerPolicy.PRIORITY
            ? Comparator.comparingInt(Participant::priority)
            : Comparator.comparingInt(_ -> 0);
    return turns(participants).stream()
        .filter(one -> !had.contains(one.name()))
        .min(order)
        .map(Participant::name)
        .orElseGet(() -> turns(participants).getFirst().name());
  }

  /** Those who take turns; everybody, where nobody else is there. */
  private static List<Participant> turns(List<Participant> participants) {
    List<Participant> some = participants.stream().filter(one -> one.role().takesTurns()).toList();
    return some.isEmpty() ? participants : some;
  }
}
