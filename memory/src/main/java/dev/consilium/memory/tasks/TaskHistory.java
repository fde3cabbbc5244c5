package dev.consilium.memory.tasks;

import java.util.List;

/** A task and the last of its events, oldest first. */
public record TaskHistory(Task task, List<TaskEvent> events, boolean moreEvents) {}
