package dev.consilium.memory.tasks;

import org.jspecify.annotations.Nullable;

/** Figures of one project or of all; durations in seconds, of finished tasks. */
public record ProjectStats(
    long totalProjects,
    long totalTasks,
    long ready,
    long blocked,
    long active,
    long completed,
    long failed,
    long cancelled,
    long overdue,
    @Nullable Double averageDuration) {}
