package dev.consilium.server.cli;

import com.zaxxer.hikari.HikariDataSource;
import dev.consilium.schemas.json.Json;
import dev.consilium.server.engine.Engine;
import dev.consilium.tools.RegisteredTool;
import dev.consilium.tools.Tool;
import dev.consilium.tools.ToolAnswer;
import dev.consilium.tools.ToolContext;
import dev.consilium.tools.ToolSet;
import dev.consilium.tools.ToolSpec;
import dev.consilium.tools.ToolSpec.Hints;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;

/** The tools by which hosts are compared. */
@NullMarked
final class BenchTools {
  private BenchTools() {}

  static List<RegisteredTool> all(HikariDataSource database, Announce announce) {
    return List.of(
        RegisteredTool.of(new Echo()),
        RegisteredTool.of(new TaskStatus(database)),
        RegisteredTool.of(announce));
  }

  private static <A extends Record> ToolSpec<A, Row> spec(
      String name, String description, Class<A> arguments) {
    return new ToolSpec<>(
        name, name, description, ToolSet.TASKS, Hints.IDEMPOTENT_WRITE, arguments, null);
  }

  private static final class Echo implements Tool<Echo.Said, Row> {
    record Said(String message) {}

    @Override
    public ToolSpec<Said, Row> spec() {
      return new ToolSpec<>(
          "echo", "echo", "Says it again", ToolSet.TASKS, Hints.READ, Said.class, null);
    }

    @Override
    public boolean mayBlock() {
      return false;
    }

    @Override
    public ToolAnswer<Row> call(Said args, ToolContext context) {
      return new ToolAnswer<>(args.message(), null);
    }
  }

  record Row(String taskId, String status, int progress, String message, String updatedAt) {}

  private record TaskStatus(HikariDataSource database) implements Tool<TaskStatus.Report, Row> {
    private static final String UPSERT =
        """
        INSERT INTO task_status (task_id, status, progress, message, updated_at)
        VALUES (?, ?, ?, ?, now())
        ON CONFLICT (task_id) DO UPDATE SET status = excluded.status, progress = excluded.progress,
          message = excluded.message, updated_at = excluded.updated_at
        RETURNING task_id, status, progress, message, updated_at::text\
        """;

    record Report(String taskId, String status, int progress, String message) {}

    @Override
    public ToolSpec<Report, Row> spec() {
      return BenchTools.spec("task_status", "Keeps the status of a task", Report.class);
    }

    @Override
    public ToolAnswer<Row> call(Report args, ToolContext context) {
      try (Connection connection = database.getConnection();
          PreparedStatement statement = connection.prepareStatement(UPSERT)) {
        statement.setString(1, args.taskId());
        statement.setString(2, args.status());
        statement.setInt(3, args.progress());
        statement.setString(4, args.message());
        try (ResultSet row = statement.executeQuery()) {
          if (!row.next()) {
            throw new IllegalStateException("no row");
          }
          Row kept =
              new Row(
                  row.getString(1),
                  row.getString(2),
                  row.getInt(3),
                  row.getString(4),
                  row.getString(5));
          return new ToolAnswer<>(Json.RESULTS.writeValueAsString(kept), null);
        }
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** Tells all clients that the tools changed, through an engine that is made after it. */
  static final class Announce implements Tool<Announce.Nothing, Row> {
    record Nothing() {}

    volatile @Nullable Engine engine;

    @Override
    public ToolSpec<Nothing, Row> spec() {
      return BenchTools.spec("announce", "Tells all clients that the tools changed", Nothing.class);
    }

    @Override
    public ToolAnswer<Row> call(Nothing nothing, ToolContext context) {
      Objects.requireNonNull(engine).toolsChanged();
      return new ToolAnswer<>("announced", null);
    }
  }
}
