package dev.consilium.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import org.junit.jupiter.api.Test;

class MigrationsTest {
  @Test
  void theNewestFileIsTheNewestVersion() throws Exception {
    String[] files = new File("src/main/resources/db/migration").list();

    assertThat(files)
        .allSatisfy(file ->
            assertThat(Integer.parseInt(file.substring(1, file.indexOf('_'))))
                .isLessThanOrEqualTo(Integer.parseInt(Connections.SCHEMA_VERSION)));
    assertThat(files).anyMatch(file -> file.startsWith("V" + Connections.SCHEMA_VERSION + "__"));
    assertThat(
            Sql.column(
                "SELECT version FROM consilium.flyway_schema_history WHERE version IS NOT NULL"
                    + " AND success ORDER BY installed_rank DESC LIMIT 1"))
        .containsExactly(Connections.SCHEMA_VERSION);
  }

  @Test
  void historyIsNeverRewritten() {
    assertThatThrownBy(() -> Sql.column("DELETE FROM consilium.task_event RETURNING id::text"))
        .hasMessageContaining("append-only");
    assertThatThrownBy(
            () -> Sql.column("UPDATE consilium.task_event SET agent = 'x' RETURNING id::text"))
        .hasMessageContaining("append-only");
  }

  @Test
  void lowerKnowsCyrillic() throws Exception {
    assertThat(Sql.column("SELECT lower('ОТЧЁТ')")).containsExactly("отчёт");
  }
}
