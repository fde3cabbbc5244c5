package dev.consilium.memory.tasks;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A task to create.
 *
 * @param taskId the client's own id; one is given where it is null
 * @param parent and {@code dependsOn} name tasks of the same project, also of the same call
 * @param priority 0 is first, 4 is last
 */
public record NewTask(
    @Nullable String taskId,
    String title,
    @Nullable String description,
    @Nullable TaskType type,
    List<String> labels,
    int priority,
    @Nullable String owner,
    @Nullable Instant dueAt,
    @Nullable String parent,
    List<String> dependsOn,
    @Nullable String metadataJson) {
  public static final int DEFAULT_PRIORITY = 2;
}
