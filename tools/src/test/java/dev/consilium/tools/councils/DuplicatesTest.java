package dev.consilium.tools.councils;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consilium.memory.tasks.OpenTask;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DuplicatesTest {
  private static final Duplicates KNOWN =
      new Duplicates(
          List.of(
              new OpenTask("t1", "Write the migration of orders", null),
              new OpenTask("t2", "Проверить резервные копии базы", "Борис"),
              new OpenTask("t3", "Tests", null)));

  @ParameterizedTest
  @CsvSource({
    "Writing migrations of the orders, t1",
    "write migration for the order!, t1",
    "Проверка резервной копии базы, ''",
    "проверить резервную копию базы, t2",
    "Write the release notes, ''",
    "Write the migration of orders and invoices and the report, ''",
    "Tests, ''"
  })
  void areFoundByTheStemsOfTheirWords(String title, String expected) {
    assertThat(KNOWN.of(title, null).orElse("")).isEqualTo(expected);
  }

  @Test
  void theSameWorkOfTwoPeopleIsTwoTasks() {
    assertThat(KNOWN.of("Проверить резервную копию базы", "Анна")).isEmpty();
    assertThat(KNOWN.of("Проверить резервную копию базы", "борис")).contains("t2");
  }
}
