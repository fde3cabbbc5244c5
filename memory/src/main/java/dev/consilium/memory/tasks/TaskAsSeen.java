package dev.consilium.memory.tasks;

import dev.consilium.memory.Precondition;
import dev.consilium.memory.Projects;
import java.util.function.Consumer;
import org.jooq.DSLContext;

/**
 * That a task is still as its writer saw it. From the look on nobody else changes the task or what
 * it depends on, so that what is written then follows upon what was seen.
 */
public final class TaskAsSeen implements Precondition {
  private final String project;
  private final String taskId;
  private final Consumer<Task> judge;

  /**
   * @param judge throws when the task is not as it should be
   */
  public TaskAsSeen(String project, String taskId, Consumer<Task> judge) {
    this.project = project;
    this.taskId = taskId;
    this.judge = judge;
  }

  @Override
  public void check(DSLContext dsl) {
    Long id = Projects.id(dsl, project);
    if (id == null) {
      throw Projects.unknown(dsl, project);
    }
    // Before the row, as everybody takes them.
    ProjectLocks.alone(dsl, id);
    TaskState locked = TaskState.lock(dsl, project, taskId);
    if (locked == null) {
      throw Unknown.task(dsl, "task_id", project, taskId);
    }
    // Read after the lock is held: what another transaction changed meanwhile is seen.
    judge.accept(TaskRows.byId(dsl, locked.id()));
  }
}
