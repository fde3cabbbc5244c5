package dev.consilium.memory;

import java.sql.SQLException;
import org.jooq.DSLContext;
import org.jooq.ExecuteContext;
import org.jooq.ExecuteListener;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.jooq.impl.DefaultExecuteListenerProvider;
import org.postgresql.PGStatement;

/**
 * Statements that are planned whenever they run. A plan that is kept was made for a table as it
 * was: one made for a few tasks may read a whole project, until the table is analysed.
 */
public final class FreshPlans implements ExecuteListener {
  private static final long serialVersionUID = 1;

  private FreshPlans() {}

  public static DSLContext in(DSLContext dsl) {
    return DSL.using(
        dsl.configuration().deriveAppending(new DefaultExecuteListenerProvider(new FreshPlans())));
  }

  @Override
  public void prepareEnd(ExecuteContext context) {
    try {
      context.statement().unwrap(PGStatement.class).setPrepareThreshold(0);
    } catch (SQLException e) {
      throw new DataAccessException("no statement of PostgreSQL", e);
    }
  }
}
