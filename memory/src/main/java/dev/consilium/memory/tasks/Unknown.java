package dev.consilium.memory.tasks;

import static dev.consilium.memory.jooq.Tables.TASK;

import dev.consilium.memory.Projects;
import dev.consilium.memory.Refused;
import dev.consilium.schemas.json.Names;
import java.util.List;
import org.jooq.DSLContext;

/** What to say of names that are not there, with the nearest that are. */
final class Unknown {
  private static final int CANDIDATES = 500;

  private Unknown() {}

  /** The project may be what is unknown. */
  static Refused task(DSLContext dsl, String field, String project, String taskId) {
    Long projectId = Projects.id(dsl, project);
    if (projectId == null) {
      return Projects.unknown(dsl, project);
    }
    List<String> ids = nearby(dsl, projectId);
    return Refused.unknown(
        field,
        "there is no task \""
            + taskId
            + "\" in "
            + project
            + "."
            + Names.didYouMean(taskId, ids)
            + " task_list shows them.");
  }

  private static List<String> nearby(DSLContext dsl, long projectId) {
    return dsl.select(TASK.TASK_ID)
        .from(TASK)
        .where(TASK.PROJECT_ID.eq(projectId))
        .orderBy(TASK.ID.desc())
        .limit(CANDIDATES)
        .fetch(TASK.TASK_ID);
  }
}
