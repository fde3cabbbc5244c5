package dev.consilium.memory.tasks;

import dev.consilium.memory.Sql;
import java.util.List;

/** Tasks whose count of open dependencies is not what their dependencies say. */
final class WrongCounts {
  private WrongCounts() {}

  static List<String> in(Tasks tasks) throws Exception {
    return Sql.column(
        """
        SELECT t.task_id FROM consilium.task t JOIN consilium.project p ON p.id = t.project_id
        WHERE p.name = '%s' AND t.open_dependencies <> (
          SELECT count(*) FROM consilium.task_dependency d
          JOIN consilium.task o ON o.id = d.depends_on
          WHERE d.task_id = t.id AND o.status <> 'done')
        """
            .formatted(tasks.project()));
  }
}
