package dev.consilium.memory.councils;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A council as it stands.
 *
 * @param speaker whose turn it is, {@code then} who comes after as far as that is known
 * @param requests what was asked for and not answered yet: {@code alternative}, {@code risks}
 */
public record Council(
    String id,
    String project,
    String meetingId,
    String topic,
    List<String> agenda,
    CouncilStatus status,
    SpeakerPolicy policy,
    Duration timebox,
    int rounds,
    int round,
    List<Participant> participants,
    String speaker,
    @Nullable String then,
    Instant speakerSince,
    List<String> requests,
    @Nullable String decision,
    Hosting hosting,
    Instant createdAt,
    @Nullable Instant endedAt) {
  public Council {
    // An answer that was stored before councils had it.
    hosting = hosting == null ? Hosting.NONE : hosting;
    agenda = List.copyOf(agenda);
    participants = List.copyOf(participants);
    requests = List.copyOf(requests);
  }

  /** Whether there were more rounds than it was given. */
  public boolean isOverdue() {
    return round > rounds;
  }
}
