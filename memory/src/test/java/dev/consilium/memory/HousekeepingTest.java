package dev.consilium.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consilium.memory.tasks.NewTask;
import java.util.List;
import org.junit.jupiter.api.Test;

class HousekeepingTest {

  @Test
  void answersAreForgottenAfterAWeek() throws Exception {
    String day = TestDatabase.fresh("day");
    String month = TestDatabase.fresh("month");
    for (String key : List.of(day, month)) {
      var _ =
          TestDatabase.shared()
              .tasks()
              .create(
                  new Write("test", key),
                  TestDatabase.fresh("project"),
                  List.of(
                      new NewTask(
                          null, "A", null, null, List.of(), 2, null, null, null, List.of(), null)));
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
}
