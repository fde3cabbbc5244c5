package dev.consilium.memory.tasks;

/** A task as it stands after its creation; {@code existed}: the same was there already. */
public record CreatedTask(String taskId, TaskStatus status, boolean ready, boolean existed) {}
