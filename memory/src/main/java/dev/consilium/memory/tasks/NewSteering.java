package dev.consilium.memory.tasks;

/** What somebody says to whoever works on a task. */
public record NewSteering(
    String project, String taskId, SteeringKind kind, String text, String author) {}
