package dev.consilium.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.consilium.memory.tasks.ProjectStats;
import java.io.File;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.Optional;
import java.util.function.Consumer;
import org.flywaydb.core.Flyway;
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

  @Test
  void tasksFromBeforeAreCounted() throws Exception {
    migrate(
        "17",
        """
        INSERT INTO consilium.project (name) VALUES ('old');
        INSERT INTO consilium.task
          (project_id, task_id, title, status, open_dependencies, duration_seconds)
        VALUES (1, 'a', 'A', 'open', 0, NULL), (1, 'b', 'B', 'open', 2, NULL),
          (1, 'c', 'C', 'open', 1, NULL), (1, 'd', 'D', 'running', 0, NULL),
          (1, 'e', 'E', 'done', 0, 4), (1, 'f', 'F', 'done', 0, 5),
          (1, 'g', 'G', 'done', 0, NULL), (1, 'h', 'H', 'failed', 0, 100)
        """,
        database ->
            assertThat(database.projects().stats("old"))
                .isEqualTo(new ProjectStats(1, 8, 1, 2, 1, 3, 1, 0, 0, 4.5)));
  }

  @Test
  void leasesAndLastChangesFromBeforeAreKnown() throws Exception {
    migrate(
        "20",
        """
        INSERT INTO consilium.project (name, updated_at) VALUES
          ('counted', '2026-01-01Z'), ('not yet', '2026-01-01Z');
        INSERT INTO consilium.agent (name) VALUES ('ann');
        INSERT INTO consilium.task (project_id, task_id, title, status, claimed_by, claim,
          lease_seconds, lease_expires_at, updated_at)
        VALUES (1, 'a', 'A', 'running', 'ann', 1, 60, now() + interval '1 hour', '2026-02-01Z');
        SELECT consilium.task_count_fold(100);
        INSERT INTO consilium.task (project_id, task_id, title, status, claimed_by, claim,
          lease_seconds, lease_expires_at, updated_at)
        VALUES (2, 'b', 'B', 'claimed', 'ann', 1, 60, '2026-02-01Z', '2026-02-01Z'),
          (2, 'c', 'C', 'open', NULL, 0, NULL, NULL, '2026-03-01Z')
        """,
        database -> {
          assertThat(database.projects().get("counted").updatedAt())
              .isEqualTo("2026-02-01T00:00:00Z");
          assertThat(database.projects().get("not yet").updatedAt())
              .isEqualTo("2026-03-01T00:00:00Z");
          assertThat(database.tasks().get("not yet", "b", 0).task().ready()).isTrue();
          assertThat(database.tasks().get("counted", "a", 0).task().claimedBy()).isEqualTo("ann");
        });
  }

  /** Fills a database of an older version and opens it with this one. */
  private static void migrate(String version, String fill, Consumer<Database> check)
      throws Exception {
    String fresh = TestDatabase.freshUrl();
    ExternalUrl url = ExternalUrl.parse(fresh);
    var _ =
        Flyway.configure()
            .dataSource(url.jdbcUrl(), url.user(), url.password())
            .schemas(Database.SCHEMA)
            .locations("classpath:db/migration")
            .target(version)
            .load()
            .migrate();
    try (Connection connection =
            DriverManager.getConnection(url.jdbcUrl(), url.user(), url.password());
        Statement statement = connection.createStatement()) {
      boolean _ = statement.execute("SET search_path = consilium;" + fill);
    }
    try (Database database =
        new Database(
            new DatabaseConfig(
                TestDatabase.sharedHome(),
                Optional.of(fresh),
                4,
                SearchConfig.WORDS_ONLY,
                _ -> {}))) {
      check.accept(database);
    }
  }
}
