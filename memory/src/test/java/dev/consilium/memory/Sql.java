package dev.consilium.memory;

import dev.consilium.memory.postgres.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Statements past the stores, on the shared database. */
public final class Sql {
  private Sql() {}

  public static List<String> column(String query) throws Exception {
    TestDatabase.shared().awaitReady();
    try (EmbeddedPostgres server =
        new EmbeddedPostgres(TestDatabase.sharedHome().resolve("postgres"), _ -> {})) {
      EmbeddedPostgres.Address address = server.ensureRunning();
      String url =
          "jdbc:postgresql://127.0.0.1:" + address.port() + "/" + EmbeddedPostgres.DATABASE;
      try (Connection connection =
              DriverManager.getConnection(url, EmbeddedPostgres.USER, address.password());
          Statement statement = connection.createStatement();
          ResultSet rows = statement.executeQuery(query)) {
        List<String> values = new ArrayList<>();
        while (rows.next()) {
          values.add(rows.getString(1));
        }
        return values;
      }
    }
  }
}
