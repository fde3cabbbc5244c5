package dev.consilium.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consilium.memory.tasks.NewTask;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class HousekeepingTest {

  @Test
  void answersAreForgottenAfterAWeek() throws Exception {
    String day = TestDatabase.fresh("day");
    String month = TestDatabase.fresh("month");
    for (String key : List.of(day, month)) {
      create(key, TestDatabase.fresh("project"));
    }
    var _ =
        Sql.column(
            """
            UPDATE consilium.idempotency
            SET created_at = now() - CASE key WHEN '%s' THEN interval '30 days' ELSE interval '6 days' END
            WHERE key IN ('%s', '%s') RETURNING key
            """
                .formatted(month, day, month));

    try (Database again = TestDatabase.open(TestDatabase.sharedHome())) {
      again.housekeeping().forgetOldAnswers();
    }

    assertThat(
            Sql.column(
                "SELECT key FROM consilium.idempotency WHERE key IN ('%s', '%s')"
                    .formatted(day, month)))
        .containsExactly(day);
  }

  @Test
  void countsOfTasksAreAddedUpWhereNobodyServes() throws Exception {
    String project = TestDatabase.fresh("project");
    create(null, project);
    String waiting =
        "SELECT count(*) FROM consilium.task_count_change c JOIN consilium.project p"
            + " ON p.id = c.project_id WHERE p.name = '%s'".formatted(project);

    Waiting.until(() -> Sql.column(waiting).equals(List.of("0")));

    assertThat(
            Sql.column(
                "SELECT sum(tasks) FROM consilium.task_count c JOIN consilium.project p"
                    + " ON p.id = c.project_id WHERE p.name = '%s'".formatted(project)))
        .containsExactly("1");
  }

  private static void create(@Nullable String key, String project) {
    var _ =
        TestDatabase.shared()
            .tasks()
            .create(
                new Write("test", key),
                project,
                List.of(
                    new NewTask(
                        null, "A", null, null, List.of(), 2, null, null, null, List.of(), null)));
  }
}
