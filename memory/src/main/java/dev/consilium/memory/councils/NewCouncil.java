package dev.consilium.memory.councils;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A council to be held.
 *
 * @param meetingId by which others know it; one of our own if it is null
 * @param timebox how long one may speak
 * @param rounds after so many without a conclusion it escalates
 */
public record NewCouncil(
    String project,
    @Nullable String meetingId,
    String topic,
    List<String> agenda,
    List<Participant> participants,
    SpeakerPolicy policy,
    Duration timebox,
    int rounds,
    @Nullable String agent) {
  public NewCouncil {
    agenda = List.copyOf(agenda);
    participants = List.copyOf(participants);
  }
}
