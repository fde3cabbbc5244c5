package dev.consilium.memory;

import dev.consilium.memory.postgres.EmbeddedPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Statements past the stores. */
public final class Sql {
  private Sql() {}

  interface Use<T> {
    T of(EmbeddedPostgres.Address address, Statement statement) throws Exception;
  }

  /** On the shared database. */
  public static List<String> column(String query) throws Exception {
    return onSharedServer((_, statement) -> column(statement, query));
  }

  /** On the database of a home. */
  public static List<String> column(Path home, String query) throws Exception {
    return on(home, (_, statement) -> column(statement, query));
  }

  static <T> T onSharedServer(Use<T> use) throws Exception {
    TestDatabase.shared().awaitReady();
    return on(TestDatabase.sharedHome(), use);
  }

  private static <T> T on(Path home, Use<T> use) throws Exception {
    try (EmbeddedPostgres server = new EmbeddedPostgres(home.resolve("postgres"), _ -> {})) {
      EmbeddedPostgres.Address address = server.ensureRunning();
      String url =
          "jdbc:postgresql://127.0.0.1:" + address.port() + "/" + EmbeddedPostgres.DATABASE;
      try (Connection connection =
              DriverManager.getConnection(url, EmbeddedPostgres.USER, address.password());
          Statement statement = connection.createStatement()) {
        return use.of(address, statement);
      }
    }
  }

  private static List<String> column(Statement statement, String query) throws Exception {
    try (ResultSet rows = statement.executeQuery(query)) {
      List<String> values = new ArrayList<>();
      while (rows.next()) {
        values.add(rows.getString(1));
      }
      return values;
    }
  }
}
