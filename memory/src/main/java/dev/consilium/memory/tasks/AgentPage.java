package dev.consilium.memory.tasks;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Some of the agents, by name. */
public record AgentPage(List<Agent> agents, @Nullable String nextCursor) {}
