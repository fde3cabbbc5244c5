package dev.consilium.memory;

import java.lang.reflect.Array;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jooq.Field;
import org.jooq.JSONB;
import org.jooq.Param;
import org.jooq.QueryPart;
import org.jooq.Record;
import org.jooq.ResultQuery;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** The values of several calls of one statement as a table, with a row for each call. */
public final class CallRows {
  private static final String TABLE = "calls";

  /** Which call it is, from 1 on. */
  public static final Field<Long> PLACE = DSL.field(DSL.name(TABLE, "place"), Long.class);

  /** How values travel, and what they are for PostgreSQL. */
  private record Kind(Class<?> component, String type) {}

  private static final Map<Class<?>, Kind> KINDS =
      Map.of(
          String.class, new Kind(String.class, "text"),
          JSONB.class, new Kind(String.class, "jsonb"),
          Short.class, new Kind(Short.class, "smallint"),
          Integer.class, new Kind(Integer.class, "integer"),
          Long.class, new Kind(Long.class, "bigint"),
          Double.class, new Kind(Double.class, "double precision"),
          Boolean.class, new Kind(Boolean.class, "boolean"),
          byte[].class, new Kind(byte[].class, "bytea"));

  private CallRows() {}

  /** The table, with a column for each parameter of the statement. */
  public static Table<Record> of(Param<?>... params) {
    QueryPart[] columns = Arrays.stream(params).map(CallRows::column).toArray(QueryPart[]::new);
    String[] names =
        Stream.concat(Arrays.stream(params).map(CallRows::name), Stream.of(PLACE.getName()))
            .toArray(String[]::new);
    return DSL.table("unnest({0}) WITH ORDINALITY", DSL.list(columns)).as(TABLE, names);
  }

  /** The value that a call has for the parameter. */
  public static <T> Field<T> value(Param<T> param) {
    return DSL.field(DSL.name(TABLE, name(param)), param.getDataType());
  }

  /** The calls whose lock was free, and is theirs now. */
  public static ResultQuery<Record> thatGet(Field<Boolean> lock, Table<?> from) {
    // Behind OFFSET, as a condition might be looked at for rows that are not asked for.
    return DSL.resultQuery(
            "SELECT place FROM ({0}) AS tried WHERE got",
            DSL.select(PLACE.as("place"), lock.as("got")).from(from).offset(DSL.inline(0)))
        .coerce(List.of(PLACE));
  }

  private static QueryPart column(Param<?> param) {
    Kind kind = kind(param.getType());
    Param<?> values = DSL.param(name(param), kind.component.arrayType());
    return DSL.sql("cast({0} as " + kind.type + "[])", values);
  }

  /** The values of a column, as the driver takes them. */
  static Object array(Param<?> column, List<@Nullable Object> values) {
    Class<?> component = Objects.requireNonNull(column.getType().getComponentType());
    Object array = Array.newInstance(component, values.size());
    for (int i = 0; i < values.size(); i++) {
      Array.set(array, i, values.get(i) instanceof JSONB json ? json.data() : values.get(i));
    }
    return array;
  }

  private static Kind kind(Class<?> type) {
    Kind kind = KINDS.get(type);
    if (kind == null) {
      throw new IllegalArgumentException(type + " is none of the kinds " + KINDS.keySet());
    }
    return kind;
  }

  private static String name(Param<?> param) {
    return Objects.requireNonNull(param.getParamName());
  }
}
