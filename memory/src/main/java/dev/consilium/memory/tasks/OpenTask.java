package dev.consilium.memory.tasks;

import org.jspecify.annotations.Nullable;

/** A task that is not done, by its title. */
public record OpenTask(String taskId, String title, @Nullable String owner) {}
