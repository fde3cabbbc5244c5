package dev.consilium.memory;

import dev.consilium.schemas.work.Span;
import java.sql.SQLException;
import java.util.Locale;
import org.jooq.Configuration;
import org.jooq.DSLContext;
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

  /** Remembers whom the statements of a transaction that is followed belong to. */
  static void remember(Configuration configuration, Span transaction) {
    configuration.data(Span.class, transaction);
  }

  /** Begins to follow a statement, if the transaction is followed. */
  static Span begin(DSLContext dsl, String sql) {
    return dsl.configuration().data(Span.class) instanceof Span transaction
        ? begin(transaction, sql)
        : Span.NONE;
  }

  private static Span begin(Span transaction, String sql) {
    String text = sql.length() > LONGEST ? sql.substring(0, LONGEST) + "…" : sql;
    String verb = text.strip().split("\\W", 2)[0].toUpperCase(Locale.ROOT);
    Span begun = transaction.begin(verb.isEmpty() ? "SQL" : verb, Span.Kind.CLIENT);
    begun.tag("db.system.name", "postgresql");
    begun.tag("db.namespace", Database.SCHEMA);
    begun.tag("db.operation.name", verb);
    begun.tag("db.query.text", text);
    return begun;
  }

  static void fail(Span statement, @Nullable SQLException failure) {
    statement.fail(failure == null ? "failed" : "SQL state " + failure.getSQLState());
  }

  @Override
  public void executeStart(ExecuteContext ctx) {
    statement = begin(transaction, ctx.sql() == null ? "" : ctx.sql());
  }

  @Override
  public void exception(ExecuteContext ctx) {
    Span begun = statement;
    if (begun != null) {
      fail(begun, ctx.sqlException());
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
