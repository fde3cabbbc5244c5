package dev.consilium.schemas.events;

/** What was asked for is stored; the agent gets it with its next report. */
public record SteeredData(long steeringId, String project, String taskId) {}
