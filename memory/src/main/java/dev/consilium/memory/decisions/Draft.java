package dev.consilium.memory.decisions;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is said of a decision by whoever records it.
 *
 * @param choice name of the alternative that was chosen; empty while it is open
 * @param files what it governs: files, folders with a slash at the end, or patterns with stars
 */
public record Draft(
    String title,
    String question,
    String context,
    List<Alternative> alternatives,
    String choice,
    String rationale,
    String consequences,
    List<Risk> risks,
    List<String> participants,
    List<String> files,
    List<String> tags,
    List<String> tasks,
    List<String> memories,
    @Nullable String meetingId) {
  public Draft {
    alternatives = List.copyOf(alternatives);
    risks = List.copyOf(risks);
    participants = List.copyOf(participants);
    files = List.copyOf(files);
    tags = List.copyOf(tags);
    tasks = List.copyOf(tasks);
    memories = List.copyOf(memories);
  }
}
