package dev.consilium.server.api;

import dev.consilium.memory.tasks.Agent;
import dev.consilium.memory.tasks.AgentPage;
import dev.consilium.memory.tasks.TaskStore;
import dev.consilium.schemas.json.Field;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Those who work on tasks. */
final class AgentsResource {
  record Page(
      @Field(value = "Default 100", min = 1, max = Limits.PAGE) @Nullable Integer limit,
      @Field(min = 0, max = Limits.OFFSET) @Nullable Integer offset,
      @Nullable String cursor) {}

  record AgentView(
      String name,
      Instant createdAt,
      @Field("Tasks it has claimed or runs") long activeTasks,
      long completedTasks,
      long failedTasks,
      @Field("When one of its tasks changed last") @Nullable Instant lastSeenAt) {
    static AgentView of(Agent agent) {
      return new AgentView(
          agent.name(),
          agent.createdAt(),
          agent.active(),
          agent.completed(),
          agent.failed(),
          agent.lastSeenAt());
    }
  }

  private final TaskStore tasks;

  AgentsResource(TaskStore tasks) {
    this.tasks = tasks;
  }

  List<Operation<?, ?>> operations() {
    return List.of(
        Operation.get(
            "/api/agents",
            "listAgents",
            "agents",
            "The agents, by name",
            "",
            Page.class,
            Reply.page(AgentView.class),
            this::list));
  }

  private Answer list(Page wanted, Caller caller) {
    AgentPage page =
        tasks.agents(
            wanted.cursor(),
            Objects.requireNonNullElse(wanted.offset(), 0),
            Objects.requireNonNullElse(wanted.limit(), Limits.DEFAULT_PAGE));
    return caller.page(page.agents().stream().map(AgentView::of).toList(), page.nextCursor());
  }
}
