package dev.consilium.memory.tasks;

import static dev.consilium.memory.jooq.Tables.AGENT;
import static dev.consilium.memory.jooq.Tables.TASK;

import dev.consilium.memory.Cursors;
import java.time.OffsetDateTime;
import java.util.List;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** One page of the agents, by name. */
final class SelectAgents {
  private static final Field<Integer> ACTIVE =
      DSL.count(TASK.ID)
          .filterWhere(
              TASK.STATUS.in(TaskRows.text(TaskStatus.CLAIMED), TaskRows.text(TaskStatus.RUNNING)))
          .as("active");
  private static final Field<Integer> COMPLETED = count(TaskStatus.DONE).as("completed");
  private static final Field<Integer> FAILED = count(TaskStatus.FAILED).as("failed");
  private static final Field<OffsetDateTime> LAST = DSL.max(TASK.UPDATED_AT).as("last");

  private SelectAgents() {}

  private static Field<Integer> count(TaskStatus status) {
    return DSL.count(TASK.ID).filterWhere(TASK.STATUS.eq(TaskRows.text(status)));
  }

  /** Of each agent by itself, as its tasks are few beside all. */
  private static Table<?> tasksOfAgent() {
    return DSL.lateral(
        DSL.select(ACTIVE, COMPLETED, FAILED, LAST)
            .from(TASK)
            .where(TASK.CLAIMED_BY.eq(AGENT.NAME))
            .asTable("tasks"));
  }

  static AgentPage page(DSLContext dsl, @Nullable String cursor, int offset, int limit) {
    Condition after = cursor == null ? DSL.noCondition() : AGENT.NAME.gt(Cursors.text(cursor));
    List<String> names =
        dsl.select(AGENT.NAME)
            .from(AGENT)
            .where(after)
            .orderBy(AGENT.NAME)
            .limit(limit + 1)
            .offset(offset)
            .fetch(AGENT.NAME);
    boolean more = names.size() > limit;
    List<String> shown = more ? names.subList(0, limit) : names;
    Table<?> tasks = tasksOfAgent();
    List<Agent> agents =
        dsl.select(AGENT.NAME, AGENT.CREATED_AT)
            .select(tasks.fields())
            .from(AGENT)
            .crossJoin(tasks)
            .where(AGENT.NAME.eq(DSL.any(shown.toArray(String[]::new))))
            .orderBy(AGENT.NAME)
            .fetch(row ->
                new Agent(
                    TaskRows.required(row, AGENT.NAME),
                    TaskRows.required(row, AGENT.CREATED_AT).toInstant(),
                    TaskRows.required(row, ACTIVE),
                    TaskRows.required(row, COMPLETED),
                    TaskRows.required(row, FAILED),
                    TaskRows.instant(row.get(LAST))));
    return new AgentPage(agents, more ? Cursors.of(shown.getLast()) : null);
  }
}
