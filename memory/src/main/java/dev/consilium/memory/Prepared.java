package dev.consilium.memory;

import dev.consilium.schemas.work.Span;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.JSONB;
import org.jooq.Param;
import org.jooq.Query;
import org.jooq.Record;
import org.jooq.Result;
import org.jooq.ResultQuery;
import org.jooq.SQLDialect;
import org.jooq.conf.SettingsTools;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * A statement that is rendered once and given its values whenever it runs. jOOQ renders a statement
 * anew each time, which was half of what Java does in a call: this is for those that most need.
 */
public final class Prepared {
  /** Stands before the name of a parameter, and nowhere else in a statement. */
  private static final String PREFIX = "§";

  private static final Map<Class<?>, Integer> TYPES =
      Map.ofEntries(
          Map.entry(String.class, Types.VARCHAR),
          Map.entry(JSONB.class, Types.VARCHAR),
          Map.entry(Short.class, Types.SMALLINT),
          Map.entry(Integer.class, Types.INTEGER),
          Map.entry(Long.class, Types.BIGINT),
          Map.entry(Double.class, Types.DOUBLE),
          Map.entry(Boolean.class, Types.BOOLEAN),
          Map.entry(byte[].class, Types.BINARY),
          Map.entry(Long[].class, Types.ARRAY),
          Map.entry(String[].class, Types.ARRAY));

  private static final Pattern PLACE = Pattern.compile(PREFIX + "(\\w+)");

  private static final DSLContext RENDERER =
      DSL.using(
          SQLDialect.POSTGRES,
          SettingsTools.clone(Transactions.SETTINGS).withRenderNamedParamPrefix(PREFIX));

  private final String sql;

  /** The parameter of each question mark. */
  private final List<Param<?>> places;

  /** The question marks of each parameter, by its name. */
  private final Map<String, int[]> indexes;

  private final int[] nulls;
  private final Field<?>[] columns;

  private Prepared(String sql, List<Param<?>> places, Field<?>[] columns) {
    this.sql = sql;
    this.places = places;
    this.indexes = indexes(places);
    this.nulls = places.stream().mapToInt(Prepared::typeOfNull).toArray();
    this.columns = columns;
  }

  private static Map<String, int[]> indexes(List<Param<?>> places) {
    return places.stream()
        .map(Prepared::name)
        .distinct()
        .collect(
            Collectors.toUnmodifiableMap(
                name -> name,
                name ->
                    IntStream.range(0, places.size())
                        .filter(i -> name(places.get(i)).equals(name))
                        .toArray()));
  }

  private static String name(Param<?> param) {
    return Objects.requireNonNull(param.getParamName());
  }

  /** As the driver sends values: with another type the server would prepare the statement anew. */
  private static int typeOfNull(Param<?> param) {
    Integer type = TYPES.get(param.getType());
    if (type == null) {
      throw new IllegalArgumentException(
          "the parameter " + param.getName() + " is of none of the kinds " + TYPES.keySet());
    }
    return type;
  }

  /** What stays the same stands in the statement inlined, what does not is a named parameter. */
  public static Prepared of(Query query) {
    Map<String, Param<?>> params = query.getParams();
    List<Param<?>> places = new ArrayList<>();
    String sql =
        PLACE
            .matcher(RENDERER.renderNamedParams(query))
            .replaceAll(place -> {
              Param<?> param = Objects.requireNonNull(params.get(place.group(1)));
              if (param.getParamName() == null) {
                throw new IllegalArgumentException(
                    "a value is neither inlined nor named: " + query);
              }
              places.add(param);
              return "?";
            });
    Field<?>[] columns = query instanceof ResultQuery<?> select ? select.fields() : new Field<?>[0];
    return new Prepared(sql, List.copyOf(places), columns);
  }

  public Call call() {
    return new Call(this);
  }

  /** The statement with values. */
  public static final class Call {
    private enum NoValue {
      YET
    }

    private final Prepared statement;
    private final @Nullable Object[] values;

    private Call(Prepared statement) {
      this.statement = statement;
      this.values = new Object[statement.places.size()];
      Arrays.fill(values, NoValue.YET);
    }

    public <T> Call with(Param<T> param, @Nullable T value) {
      int[] indexes = statement.indexes.get(name(param));
      if (indexes == null) {
        throw new IllegalArgumentException("no parameter " + param.getName());
      }
      for (int index : indexes) {
        values[index] = value;
      }
      return this;
    }

    public void execute(DSLContext dsl) {
      execute(dsl, List.of(this), "");
    }

    /** Several in one message, and {@code end} after them. */
    static void execute(DSLContext dsl, List<Call> calls, String end) {
      String text = calls.size() == 1 ? calls.getFirst().statement.sql : inOne(calls);
      var _ = run(dsl, end.isEmpty() ? text : text + "; " + end, calls, PreparedStatement::execute);
    }

    /** Runs others first, in the same message; what they answer is left aside. */
    public @Nullable Record fetchOneAfter(DSLContext dsl, List<Call> first) {
      List<Call> calls = Stream.concat(first.stream(), Stream.of(this)).toList();
      Result<Record> rows =
          run(
              dsl,
              inOne(calls),
              calls,
              prepared -> {
                boolean _ = prepared.execute();
                for (Call _ : first) {
                  boolean _ = prepared.getMoreResults();
                }
                return dsl.fetch(prepared.getResultSet(), statement.columns);
              });
      return rows.isEmpty() ? null : rows.getFirst();
    }

    private static String inOne(List<Call> calls) {
      return calls.stream().map(call -> call.statement.sql).collect(Collectors.joining("; "));
    }

    public @Nullable Record fetchOne(DSLContext dsl) {
      Result<Record> rows = fetch(dsl);
      return rows.isEmpty() ? null : rows.getFirst();
    }

    public Record fetchSingle(DSLContext dsl) {
      return Objects.requireNonNull(fetchOne(dsl));
    }

    public Result<Record> fetch(DSLContext dsl) {
      return run(
          dsl,
          statement.sql,
          List.of(this),
          prepared -> dsl.fetch(prepared.executeQuery(), statement.columns));
    }

    private interface Run<T> {
      T of(PreparedStatement prepared) throws SQLException;
    }

    private static <T> T run(DSLContext dsl, String sql, List<Call> calls, Run<T> run) {
      Span span = FollowedStatements.begin(dsl, sql);
      try {
        return dsl.connectionResult(connection -> {
          try (PreparedStatement prepared = connection.prepareStatement(sql)) {
            int index = 1;
            for (Call call : calls) {
              index = call.bind(prepared, index);
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

    private int bind(PreparedStatement prepared, int first) throws SQLException {
      for (int i = 0; i < values.length; i++) {
        Param<?> place = statement.places.get(i);
        switch (values[i]) {
          case null -> prepared.setNull(first + i, statement.nulls[i]);
          case JSONB json -> prepared.setString(first + i, json.data());
          case NoValue _ -> throw new IllegalStateException("no value for " + place.getName());
          case Object value -> prepared.setObject(first + i, value);
        }
      }
      return first + values.length;
    }
  }
}
