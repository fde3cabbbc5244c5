package dev.consilium.memory;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.QueryPart;
import org.jooq.Record;
import org.jooq.ResultQuery;
import org.jooq.SQL;
import org.jooq.SQLDialect;
import org.jooq.SortField;
import org.jooq.Table;
import org.jooq.Update;
import org.jooq.impl.DSL;

/**
 * A list of columns that is rendered once: it is long, asked for in every call, and always the
 * same.
 */
public final class Rendered {
  private final List<Field<?>> fields;
  private final SQL columns;

  private Rendered(List<Field<?>> fields, SQL columns) {
    this.fields = fields;
    this.columns = columns;
  }

  /** Of fields without variables: their values stand in the text. */
  public static Rendered of(List<Field<?>> fields) {
    String select =
        DSL.using(SQLDialect.POSTGRES, Transactions.SETTINGS).renderInlined(DSL.select(fields));
    return new Rendered(List.copyOf(fields), DSL.raw(select.substring("select ".length())));
  }

  /** The first rows that fit, in an order. */
  public ResultQuery<Record> first(Table<?> table, Condition which, SortField<?> order, int limit) {
    return DSL.resultQuery(
            "select {0} from {1} where {2} order by {3} limit {4}",
            columns, table, which, order, DSL.inline(limit))
        .coerce(fields);
  }

  /** With more columns behind them. */
  public ResultQuery<Record> returnedBy(Update<?> update, Field<?>... more) {
    List<QueryPart> all = new ArrayList<>(List.of(columns));
    all.addAll(List.of(more));
    return DSL.resultQuery("{0} returning {1}", update, DSL.list(all.toArray(QueryPart[]::new)))
        .coerce(Stream.concat(fields.stream(), Arrays.stream(more)).toList());
  }
}
