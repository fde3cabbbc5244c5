package dev.consilium.memory.tasks;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * As much of a task as says how far it is.
 *
 * @param ready open, and all it depends on is done
 * @param blockedBy what an open task waits for
 * @param openSteering as in {@link Task}
 */
public record TaskOutline(
    String project,
    String taskId,
    TaskStatus status,
    boolean ready,
    int progress,
    List<String> blockedBy,
    @Nullable Integer openSteering) {}
