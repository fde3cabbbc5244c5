package dev.consilium.memory.tasks;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Some of the events of a task, oldest first. */
public record EventPage(List<TaskEvent> events, @Nullable String nextCursor) {}
