package dev.consilium.memory.tasks;

import static dev.consilium.memory.jooq.Tables.TASK;

import dev.consilium.memory.Projects;
import java.util.List;
import org.jooq.DSLContext;

/** The titles of what is still to be done in a project, newest first. */
final class SelectOpenTasks {
  private static final int MOST = 5_000;

  private SelectOpenTasks() {}

  static List<OpenTask> of(DSLContext dsl, String project) {
    Long id = Projects.id(dsl, project);
    return id == null
        ? List.of()
        : dsl.select(TASK.TASK_ID, TASK.TITLE, TASK.OWNER)
            .from(TASK)
            .where(
                TASK.PROJECT_ID.eq(id),
                TASK.STATUS.in(
                    TaskRows.text(TaskStatus.OPEN),
                    TaskRows.text(TaskStatus.CLAIMED),
                    TaskRows.text(TaskStatus.RUNNING)))
            .orderBy(TASK.ID.desc())
            .limit(MOST)
            .fetch(row ->
                new OpenTask(
                    TaskRows.required(row, TASK.TASK_ID),
                    TaskRows.required(row, TASK.TITLE),
                    row.get(TASK.OWNER)));
  }
}
