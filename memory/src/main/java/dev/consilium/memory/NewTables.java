package dev.consilium.memory;

import java.util.List;
import org.jooq.DSLContext;
import org.jooq.Name;
import org.jooq.impl.DSL;

/**
 * Tables of which PostgreSQL knows nothing yet. It looks at them by itself once a minute, and plans
 * until then as if they were a few pages long, with a walk through where an index would do.
 */
final class NewTables {
  /** Before, a walk through is as good. */
  private static final int ROWS = 250;

  private static final Name NAME = DSL.name("relname");

  private NewTables() {}

  /** Lets PostgreSQL look at them now; gives which they were. */
  static List<String> analyze(DSLContext dsl) {
    List<String> fresh =
        dsl.select(DSL.field(NAME, String.class))
            .from("pg_stat_user_tables")
            .where(
                DSL.condition("schemaname = {0}", DSL.val(Database.SCHEMA)),
                DSL.condition("last_analyze IS NULL AND last_autoanalyze IS NULL"),
                DSL.condition("n_mod_since_analyze >= {0}", DSL.val(ROWS)))
            .orderBy(DSL.field(NAME))
            .fetch(0, String.class);
    for (String table : fresh) {
      // Whoever is at it already does the same.
      int _ = dsl.execute("ANALYZE (SKIP_LOCKED) {0}", DSL.table(DSL.name(Database.SCHEMA, table)));
    }
    return fresh;
  }
}
