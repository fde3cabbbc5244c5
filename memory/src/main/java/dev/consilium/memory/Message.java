package dev.consilium.memory;

import dev.consilium.schemas.work.Span;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Result;
import org.jooq.exception.DataAccessException;

/** Statements that are sent to the server together, and answered together. */
final class Message {
  private static final Part COMMIT = new Part("commit", List.of(), (_, first) -> first);

  private Message() {}

  /** Gives a statement its values. */
  interface Binding {
    /** Binds from the parameter {@code first} on and tells the one behind its last. */
    int bind(PreparedStatement prepared, int first) throws SQLException;
  }

  /**
   * One of the statements.
   *
   * @param columns none where it gives no rows
   */
  record Part(String sql, List<Field<?>> columns, Binding binding) {
    private Result<Record> rows(DSLContext dsl, PreparedStatement prepared) throws SQLException {
      if (columns.isEmpty()) {
        return dsl.newResult();
      }
      return dsl.fetch(prepared.getResultSet(), columns.toArray(Field<?>[]::new));
    }
  }

  private interface Run<T> {
    T of(PreparedStatement prepared) throws SQLException;
  }

  static void send(DSLContext dsl, List<Part> parts) {
    boolean _ = run(dsl, parts, PreparedStatement::execute);
  }

  /** Ends the transaction, too. */
  static void sendAndCommit(DSLContext dsl, List<Part> parts) {
    List<Part> all = new ArrayList<>(parts);
    all.add(COMMIT);
    send(dsl, all);
  }

  /** The answer to the last of them. */
  static Result<Record> ask(DSLContext dsl, List<Part> parts) {
    return run(
        dsl,
        parts,
        prepared -> {
          boolean _ = prepared.execute();
          for (int i = 1; i < parts.size(); i++) {
            boolean _ = prepared.getMoreResults();
          }
          return parts.getLast().rows(dsl, prepared);
        });
  }

  /** The answer to each of them. */
  static List<Result<Record>> askAll(DSLContext dsl, List<Part> parts) {
    return run(
        dsl,
        parts,
        prepared -> {
          List<Result<Record>> answers = new ArrayList<>();
          boolean _ = prepared.execute();
          for (Part part : parts) {
            answers.add(part.rows(dsl, prepared));
            boolean _ = prepared.getMoreResults();
          }
          return answers;
        });
  }

  private static <T> T run(DSLContext dsl, List<Part> parts, Run<T> run) {
    String sql =
        parts.size() == 1
            ? parts.getFirst().sql
            : parts.stream().map(Part::sql).collect(Collectors.joining("; "));
    Span span = FollowedStatements.begin(dsl, sql);
    try {
      return dsl.connectionResult(connection -> {
        try (PreparedStatement prepared = connection.prepareStatement(sql)) {
          int index = 1;
          for (Part part : parts) {
            index = part.binding.bind(prepared, index);
          }
          return run.of(prepared);
        } catch (SQLException e) {
          FollowedStatements.fail(span, e);
          throw new DataAccessException("SQL [" + sql + "]; " + e.getMessage(), e);
        }
      });
    } finally {
      span.end();
    }
  }
}
