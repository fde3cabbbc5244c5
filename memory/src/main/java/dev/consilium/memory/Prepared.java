package dev.consilium.memory;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
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
import org.jooq.Select;
import org.jooq.Table;
import org.jooq.conf.SettingsTools;
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
          Map.entry(Short[].class, Types.ARRAY),
          Map.entry(Integer[].class, Types.ARRAY),
          Map.entry(Long[].class, Types.ARRAY),
          Map.entry(Double[].class, Types.ARRAY),
          Map.entry(Boolean[].class, Types.ARRAY),
          Map.entry(byte[][].class, Types.ARRAY),
          Map.entry(String[].class, Types.ARRAY));

  private static final AtomicInteger MADE = new AtomicInteger();

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
  private final List<Field<?>> columns;
  private final @Nullable Prepared forMany;
  private final boolean changes;
  private final int number = MADE.incrementAndGet();

  private Prepared(
      String sql,
      List<Param<?>> places,
      List<Field<?>> columns,
      @Nullable Prepared forMany,
      boolean changes) {
    this.sql = sql;
    this.places = places;
    this.indexes = indexes(places);
    this.nulls = places.stream().mapToInt(Prepared::typeOfNull).toArray();
    this.columns = columns;
    this.forMany = forMany;
    this.changes = changes;
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
    return of(query, (Prepared) null);
  }

  /**
   * A statement of which several calls can be made at once, which costs little more than one.
   *
   * @param forMany does the same for each row of {@link CallRows}; it gives what the statement
   *     gives, and {@link CallRows#PLACE} behind it
   */
  public static Prepared of(Query query, Query forMany) {
    return of(query, of(forMany));
  }

  /** Adds a row, of parameters that have the names of its columns. */
  public static Prepared insert(Table<?> table, Param<?>... params) {
    List<Field<?>> columns =
        Arrays.stream(params)
            .<Field<?>>map(param -> Objects.requireNonNull(table.field(name(param)), name(param)))
            .toList();
    return of(
        DSL.insertInto(table).columns(columns).values(params),
        DSL.insertInto(table)
            .columns(columns)
            .select(
                DSL.select(Arrays.stream(params).map(CallRows::value).toList())
                    .from(CallRows.of(params))));
  }

  private static Prepared of(Query query, @Nullable Prepared forMany) {
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
    List<Field<?>> columns =
        query instanceof ResultQuery<?> select ? List.of(select.fields()) : List.of();
    return new Prepared(sql, List.copyOf(places), columns, forMany, !(query instanceof Select<?>));
  }

  /** Its place among all, by which those that are sent together always come in the same order. */
  int number() {
    return number;
  }

  /** Whether it writes. */
  boolean changes() {
    return changes;
  }

  /** Whether calls of it can be made together. */
  boolean isForMany() {
    return forMany != null;
  }

  /** Calls of it as one part of a message. */
  Message.Part together(List<Call> calls) {
    Prepared many = Objects.requireNonNull(forMany);
    return new Message.Part(
        many.sql,
        many.columns,
        (prepared, first) -> {
          int index = first;
          for (Param<?> place : many.places) {
            prepared.setObject(index++, CallRows.array(place, valuesOf(name(place), calls)));
          }
          return index;
        });
  }

  private List<@Nullable Object> valuesOf(String param, List<Call> calls) {
    int index = Objects.requireNonNull(indexes.get(param))[0];
    return calls.stream().map(call -> call.value(index)).toList();
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

    Prepared statement() {
      return statement;
    }

    Message.Part part() {
      return new Message.Part(statement.sql, statement.columns, this::bind);
    }

    public void execute(DSLContext dsl) {
      if (Answers.areIn(dsl)) {
        Answers.requireDone(dsl, this);
        return;
      }
      Message.send(dsl, List.of(part()));
    }

    public Result<Record> fetch(DSLContext dsl) {
      return Answers.areIn(dsl) ? Answers.to(dsl, this) : Message.ask(dsl, List.of(part()));
    }

    /** Runs others first, in the same message; what they answer is left aside. */
    public @Nullable Record fetchOneAfter(DSLContext dsl, List<Call> first) {
      if (Answers.areIn(dsl)) {
        Answers.require(dsl, first);
        return fetchOne(dsl);
      }
      return firstOf(
          Message.ask(
              dsl, Stream.concat(first.stream(), Stream.of(this)).map(Call::part).toList()));
    }

    public @Nullable Record fetchOne(DSLContext dsl) {
      return firstOf(fetch(dsl));
    }

    private static @Nullable Record firstOf(Result<Record> rows) {
      return rows.isEmpty() ? null : rows.getFirst();
    }

    public Record fetchSingle(DSLContext dsl) {
      return Objects.requireNonNull(fetchOne(dsl));
    }

    /** The value that it has; a forgotten one is no value. */
    private @Nullable Object value(int index) {
      if (values[index] == NoValue.YET) {
        throw new IllegalStateException(
            "no value for " + statement.places.get(index).getParamName());
      }
      return values[index];
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Call call
          && call.statement == statement
          && Arrays.deepEquals(call.values, values);
    }

    @Override
    public int hashCode() {
      return 31 * System.identityHashCode(statement) + Arrays.deepHashCode(values);
    }

    private int bind(PreparedStatement prepared, int first) throws SQLException {
      for (int i = 0; i < values.length; i++) {
        switch (value(i)) {
          case null -> prepared.setNull(first + i, statement.nulls[i]);
          case JSONB json -> prepared.setString(first + i, json.data());
          case Object value -> prepared.setObject(first + i, value);
        }
      }
      return first + values.length;
    }
  }
}
