package dev.consilium.memory.tasks;

import static dev.consilium.memory.tasks.Tasks.task;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consilium.memory.TestDatabase;
import java.util.List;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Test;

class CompleteIdsTest {
  private final Tasks tasks = Tasks.inNewProject();

  private List<String> startingWith(String prefix, int limit) {
    return tasks.database().projects().taskIdsStartingWith(tasks.project(), prefix, limit);
  }

  @Test
  void theLatestComeFirstAndThenAnyByItsId() {
    tasks.create(task("ship-b"), task("ship-a"), task("ship_%"), task("ship-я"), task("Ship-c"));
    int _ =
        TestDatabase.transactions()
            .write(dsl ->
                dsl.execute(
                    """
                    INSERT INTO task (project_id, task_id, title)
                    SELECT p.id, 'later-' || n, 'T'
                    FROM project AS p, generate_series(1, 2000) AS n WHERE p.name = {0}
                    """,
                    DSL.val(tasks.project())));

    assertThat(startingWith("ship-", 10)).containsExactly("ship-a", "ship-b", "ship-я");
    tasks.create(task("ship-z"));
    assertThat(startingWith("ship-", 10)).containsExactly("ship-z", "ship-a", "ship-b", "ship-я");
    assertThat(startingWith("ship-", 2)).containsExactly("ship-z", "ship-a");
    assertThat(startingWith("ship_", 10)).containsExactly("ship_%");
    assertThat(startingWith("ship-я", 10)).containsExactly("ship-я");
    assertThat(startingWith("", 1)).containsExactly("ship-z");
  }
}
