package dev.consilium.memory;

import dev.consilium.schemas.work.Span;
import java.util.Locale;
import org.jooq.ExecuteContext;
import org.jooq.ExecuteListener;
import org.jspecify.annotations.Nullable;

/**
 * Follows the statements of a transaction. Their values are left out: they are not ours to show.
 */
final class FollowedStatements implements ExecuteListener {
  private static final long serialVersionUID = 1;
  private static final int LONGEST = 2_000;

  private final transient Span transaction;
  private transient @Nullable Span statement;

  FollowedStatements(Span transaction) {
    this.transaction = transaction;
  }

  @Override
  public void executeStart(ExecuteContext ctx) {
    String sql = ctx.sql() == null ? "" : ctx.sql();
    String text = sql.length() > LONGEST ? sql.substring(0, LONGEST) + "…" : sql;
    String verb = text.strip().split("\\W", 2)[0].toUpperCase(Locale.ROOT);
    Span begun = transaction.begin(verb.isEmpty() ? "SQL" : verb, Span.Kind.CLIENT);
    begun.tag("db.system.name", "postgresql");
    begun.tag("db.namespace", Database.SCHEMA);
    begun.tag("db.operation.name", verb);
    begun.tag("db.query.text", text);
    statement = begun;
  }

  @Override
  public void exception(ExecuteContext ctx) {
    Span begun = statement;
    if (begun != null) {
      begun.fail(
          ctx.sqlException() == null ? "failed" : "SQL state " + ctx.sqlException().getSQLState());
    }
  }

  @Override
  public void executeEnd(ExecuteContext ctx) {
    end();
  }

  @Override
  public void end(ExecuteContext ctx) {
    end();
  }

  private void end() {
    Span begun = statement;
    if (begun != null) {
      begun.end();
    }
  }
}
