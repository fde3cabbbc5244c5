package dev.consilium.bench.floor;

import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The table at {@code $BENCH_URL}: one statement, one commit. */
final class FloorTable {
  static final int CONNECTIONS = 10;

  private static final String UPSERT =
      """
      INSERT INTO task_status (task_id, status, progress, message, updated_at)
      VALUES (?, ?, ?, ?, now())
      ON CONFLICT (task_id) DO UPDATE SET status = excluded.status, progress = excluded.progress,
        message = excluded.message, updated_at = excluded.updated_at
      RETURNING task_id, status, progress, message, updated_at::text
      """;

  private final @Nullable HikariDataSource source;

  private FloorTable(@Nullable HikariDataSource source) {
    this.source = source;
  }

  static FloorTable ofEnvironment() {
    String url = System.getenv("BENCH_URL");
    if (url == null) {
      return new FloorTable(null);
    }
    HikariDataSource source = new HikariDataSource();
    source.setJdbcUrl(url);
    source.setMaximumPoolSize(CONNECTIONS);
    return new FloorTable(source);
  }

  Map<String, Object> upsert(FloorCall call) throws IOException {
    if (source == null) {
      throw new IOException("BENCH_URL names no database.");
    }
    try (Connection connection = source.getConnection();
        PreparedStatement statement = connection.prepareStatement(UPSERT)) {
      statement.setString(1, call.task());
      statement.setString(2, call.status());
      statement.setInt(3, call.progress());
      statement.setString(4, call.message());
      try (ResultSet row = statement.executeQuery()) {
        if (!row.next()) {
          throw new IOException("no row");
        }
        Map<String, Object> columns = new LinkedHashMap<>();
        columns.put("task_id", row.getString(1));
        columns.put("status", row.getString(2));
        columns.put("progress", row.getInt(3));
        columns.put("message", row.getString(4));
        columns.put("updated_at", row.getString(5));
        return columns;
      }
    } catch (SQLException e) {
      throw new IOException(e);
    }
  }
}
