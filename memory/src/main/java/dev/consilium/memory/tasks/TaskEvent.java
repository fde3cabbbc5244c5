package dev.consilium.memory.tasks;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Something that happened to a task. Ids grow with time. */
public record TaskEvent(
    long id, EventType type, @Nullable String agent, Instant at, String dataJson) {}
