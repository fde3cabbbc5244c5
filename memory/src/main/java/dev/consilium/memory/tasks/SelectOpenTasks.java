package dev.consilium.memory.tasks;

import static dev.consilium.memory.jooq.Tables.TASK;

import dev.consilium.memory.Projects;
import dev.consilium.memory.ValuePlans;
import java.util.List;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;

/** The titles of what is still to be done in a project, newest first. */
final class SelectOpenTasks {
  private static final int MOST = 5_000;

  private SelectOpenTasks() {}

  static List<OpenTask> of(DSLContext dsl, String project) {
    Long id = Projects.id(dsl, project);
    return id == null
        ? List.of()
        : ValuePlans.in(dsl)
            .select(TASK.TASK_ID, TASK.TITLE, TASK.OWNER)
            .from(TASK)
            .where(
                TASK.PROJECT_ID.eq(id),
                // As it stands in the partial index.
                TASK.STATUS.in(
                    DSL.inline(TaskRows.text(TaskStatus.OPEN)),
                    DSL.inline(TaskRows.text(TaskStatus.CLAIMED)),
                    DSL.inline(TaskRows.text(TaskStatus.RUNNING))))
            .orderBy(TASK.ID.desc())
            .limit(DSL.inline(MOST))
            .fetch(row ->
                new OpenTask(
                    TaskRows.required(row, TASK.TASK_ID),
                    TaskRows.required(row, TASK.TITLE),
                    row.get(TASK.OWNER)));
  }
}
