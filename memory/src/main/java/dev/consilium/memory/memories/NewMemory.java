package dev.consilium.memory.memories;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A memory to be written down.
 *
 * @param files paths in the project that it is about
 * @param taskId the task it comes from
 * @param decisionId the decision it comes from
 * @param importance 1 to 5
 * @param validUntil from then on it is found only by those who ask for what is past
 */
public record NewMemory(
    String text,
    Kind kind,
    List<String> tags,
    List<String> files,
    @Nullable String taskId,
    @Nullable String decisionId,
    int importance,
    @Nullable Instant validFrom,
    @Nullable Instant validUntil,
    @Nullable String agent,
    @Nullable String metadataJson) {
  public static final int DEFAULT_IMPORTANCE = 3;

  public NewMemory {
    tags = List.copyOf(tags);
    files = List.copyOf(files);
  }
}
