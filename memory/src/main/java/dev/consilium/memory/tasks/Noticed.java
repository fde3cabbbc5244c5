package dev.consilium.memory.tasks;

/** A task after a notice was taken of it. */
public record Noticed(Task task) {}
