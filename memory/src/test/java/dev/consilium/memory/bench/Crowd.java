package dev.consilium.memory.bench;

import dev.consilium.memory.Database;
import dev.consilium.memory.DatabaseConfig;
import dev.consilium.memory.SearchConfig;
import dev.consilium.memory.postgres.EmbeddedPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A database in which much has happened: nine in ten of its tasks in the project {@code crowd}, the
 * others in twenty small ones; of ten tasks one is ready, one blocked, the rest mostly done. It is
 * written in SQL, at once, as the stores would have left it.
 */
public final class Crowd {
  private Crowd() {}

  /** {@code Crowd HOME TASKS MEMORIES}: fills the embedded database of a home that has none yet. */
  public static void main(String[] args) throws Exception {
    if (args.length != 3) {
      System.err.println("Usage: Crowd HOME TASKS MEMORIES");
      System.exit(2);
    }
    Path home = Path.of(args[0]);
    long begin = System.nanoTime();
    try (Database database =
        new Database(
            new DatabaseConfig(home, Optional.empty(), 1, SearchConfig.WORDS_ONLY, _ -> {}))) {
      database.awaitReady();
      fill(home, Integer.parseInt(args[1]), Integer.parseInt(args[2]));
    }
    System.out.printf(
        Locale.ROOT,
        "%s has %s tasks and %s memories after %.1f s%n",
        home,
        args[1],
        args[2],
        (System.nanoTime() - begin) / 1e9);
  }

  /** Fills the database of a home, which has its schema and nothing else. */
  public static void fill(Path home, int tasks, int memories) throws IOException, SQLException {
    if (tasks < 1_000 || memories < 100) {
      throw new IllegalArgumentException("a crowd has 1000 tasks and 100 memories, or more");
    }
    try (EmbeddedPostgres server = new EmbeddedPostgres(home.resolve("postgres"), _ -> {})) {
      EmbeddedPostgres.Address address = server.ensureRunning();
      String url =
          "jdbc:postgresql://127.0.0.1:" + address.port() + "/" + EmbeddedPostgres.DATABASE;
      try (Connection connection =
              DriverManager.getConnection(url, EmbeddedPostgres.USER, address.password());
          Statement statement = connection.createStatement()) {
        requireEmpty(statement, home);
        boolean _ = statement.execute("SET crowd.tasks = " + tasks);
        boolean _ = statement.execute("SET crowd.memories = " + memories);
        connection.setAutoCommit(false);
        boolean _ = statement.execute(script());
        connection.commit();
        connection.setAutoCommit(true);
        // Else the plans would be those of empty tables, until the server analyses them.
        boolean _ = statement.execute("VACUUM (ANALYZE)");
        // Else what is measured next would wait for the disk to take what was written here.
        boolean _ = statement.execute("CHECKPOINT");
      }
    }
  }

  private static void requireEmpty(Statement statement, Path home) throws SQLException {
    try (ResultSet any = statement.executeQuery("SELECT EXISTS (SELECT FROM consilium.project)")) {
      if (any.next() && any.getBoolean(1)) {
        throw new IllegalStateException(
            home
                + " has projects already, and a crowd does not grow: take a folder without a database.");
      }
    }
  }

  private static String script() throws IOException {
    try (InputStream script =
        Objects.requireNonNull(Crowd.class.getResourceAsStream("crowd.sql"))) {
      String words =
          Arrays.stream(Vocabulary.words()).collect(Collectors.joining(",", "'{", "}'::text[]"));
      return new String(script.readAllBytes(), StandardCharsets.UTF_8).replace(":words", words);
    }
  }
}
