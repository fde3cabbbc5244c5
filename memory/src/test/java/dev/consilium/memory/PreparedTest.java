package dev.consilium.memory;

import static dev.consilium.memory.jooq.Tables.PROJECT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.OffsetDateTime;
import java.util.List;
import org.jooq.Field;
import org.jooq.JSONB;
import org.jooq.Param;
import org.jooq.Record;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.junit.jupiter.api.Test;

class PreparedTest {
  private static final Param<String> NAME = DSL.param("name", PROJECT.NAME);
  private static final Param<Long> NUMBER = DSL.param("number", SQLDataType.BIGINT);
  private static final Param<Short> SMALL = DSL.param("small", SQLDataType.SMALLINT);
  private static final Param<Boolean> TRUTH = DSL.param("truth", SQLDataType.BOOLEAN);
  private static final Param<Double> FRACTION = DSL.param("fraction", SQLDataType.DOUBLE);
  private static final Param<JSONB> DATA = DSL.param("data", SQLDataType.JSONB);
  private static final Param<byte[]> BYTES = DSL.param("bytes", SQLDataType.BLOB);
  private static final Param<Long[]> IDS = DSL.param("ids", Long[].class);

  private static final List<Param<?>> PARAMS =
      List.of(NAME, NUMBER, SMALL, TRUTH, FRACTION, DATA, BYTES);

  private static final Prepared VALUES =
      Prepared.of(
          DSL.select(
              NAME,
              NUMBER,
              SMALL,
              TRUTH,
              FRACTION,
              DATA,
              BYTES,
              IDS,
              NAME,
              DSL.inline("the prepared one")));

  private final Transactions transactions = TestDatabase.transactions();

  private static Prepared.Call values() {
    return VALUES
        .call()
        .with(NAME, "a ? of §name, :name and {0}")
        .with(NUMBER, 1L << 40)
        .with(SMALL, (short) 7)
        .with(TRUTH, true)
        .with(FRACTION, 0.25)
        .with(DATA, JSONB.valueOf("{\"ключ\": [1]}"))
        .with(BYTES, new byte[] {0, -1})
        .with(IDS, new Long[] {1L, 2L});
  }

  @Test
  void valuesOfAllKindsArriveAsTheyAre() {
    Record row = transactions.read(dsl -> values().fetchSingle(dsl));

    assertThat(row.get(0)).isEqualTo("a ? of §name, :name and {0}").isEqualTo(row.get(8));
    assertThat(row.get(NUMBER)).isEqualTo(1L << 40);
    assertThat(row.get(SMALL)).isEqualTo((short) 7);
    assertThat(row.get(TRUTH)).isTrue();
    assertThat(row.get(FRACTION)).isEqualTo(0.25);
    assertThat(row.get(DATA)).isEqualTo(JSONB.valueOf("{\"ключ\": [1]}"));
    assertThat(row.get(BYTES)).containsExactly(0, -1);
    assertThat(row.get(IDS)).containsExactly(1L, 2L);
  }

  @Test
  void theServerPreparesItOnceWhetherThereAreValuesOrNone() {
    long runsOfTheOne =
        transactions.read(dsl -> {
          Prepared.Call none = values();
          for (Param<?> param : PARAMS) {
            none.with(param, null);
          }
          assertThat(values().fetchSingle(dsl).get(NUMBER)).isNotNull();
          assertThat(none.fetchSingle(dsl).get(NUMBER)).isNull();
          assertThat(values().fetchSingle(dsl).get(NUMBER)).isNotNull();
          return dsl.fetchSingle(
                  """
                  SELECT min(generic_plans + custom_plans) FROM pg_prepared_statements
                  WHERE statement LIKE '%the prepared one%' AND statement NOT LIKE '%LIKE%'
                  """)
              .get(0, Long.class);
        });

    assertThat(runsOfTheOne).isGreaterThanOrEqualTo(3);
  }

  @Test
  void valuesOfManyCallsArriveAsTheyAreEachInItsPlace() {
    Param<?>[] params = PARAMS.toArray(Param<?>[]::new);
    List<Field<?>> columns = PARAMS.stream().<Field<?>>map(CallRows::value).toList();
    Prepared all =
        Prepared.of(
            DSL.select(PARAMS),
            DSL.select(columns).select(CallRows.PLACE).from(CallRows.of(params)));
    Prepared.Call some =
        all.call()
            .with(NAME, "{a, \"b\"} \\ NULL ключ")
            .with(NUMBER, 1L << 40)
            .with(SMALL, (short) 7)
            .with(TRUTH, true)
            .with(FRACTION, 0.25)
            .with(DATA, JSONB.valueOf("{\"ключ\": [\"}\", null]}"))
            .with(BYTES, new byte[] {0, -1});
    Prepared.Call none = all.call();
    PARAMS.forEach(param -> none.with(param, null));

    List<Record> rows =
        transactions.read(dsl ->
            Message.askAll(dsl, List.of(all.together(List.of(some, none, some)))).getFirst());

    assertThat(rows).hasSize(3);
    for (int place : List.of(0, 2)) {
      Record row = rows.get(place);
      assertThat(row.get(CallRows.value(NAME))).isEqualTo("{a, \"b\"} \\ NULL ключ");
      assertThat(row.get(CallRows.value(NUMBER))).isEqualTo(1L << 40);
      assertThat(row.get(CallRows.value(SMALL))).isEqualTo((short) 7);
      assertThat(row.get(CallRows.value(TRUTH))).isTrue();
      assertThat(row.get(CallRows.value(FRACTION))).isEqualTo(0.25);
      assertThat(row.get(CallRows.value(DATA)))
          .isEqualTo(JSONB.valueOf("{\"ключ\": [\"}\", null]}"));
      assertThat(row.get(CallRows.value(BYTES))).containsExactly(0, -1);
      assertThat(row.get(CallRows.PLACE)).isEqualTo(place + 1L);
    }
    assertThat(rows.get(1).intoList().subList(0, PARAMS.size())).containsOnlyNulls();
  }

  @Test
  void aValueThatIsNeitherInlinedNorNamedIsRefused() {
    assertThatThrownBy(() -> Prepared.of(DSL.select(DSL.val("x"))))
        .hasMessageContaining("neither inlined nor named");
  }

  @Test
  void aKindOfValueThatIsNotKnownIsRefused() {
    Param<OffsetDateTime> time = DSL.param("time", OffsetDateTime.class);

    assertThatThrownBy(() -> Prepared.of(DSL.select(time))).hasMessageContaining("time");
  }

  @Test
  void noValueIsForgottenOrMadeUp() {
    Prepared one = Prepared.of(DSL.select(NAME, NUMBER));

    assertThatThrownBy(() -> transactions.read(dsl -> one.call().with(NAME, "x").fetchOne(dsl)))
        .hasMessageContaining("no value for number");
    assertThatThrownBy(() -> one.call().with(TRUTH, true)).hasMessageContaining("truth");
  }

  @Test
  void whatFailsSaysTheStateAndTheStatement() {
    Field<Integer> broken = DSL.field("1 / {0}", Integer.class, SMALL);
    Prepared division = Prepared.of(DSL.select(broken));

    assertThatThrownBy(
            () -> transactions.read(dsl -> division.call().with(SMALL, (short) 0).fetchOne(dsl)))
        .isInstanceOfSatisfying(
            DataAccessException.class, e -> assertThat(e.sqlState()).isEqualTo("22012"))
        .hasMessageContaining("1 / ?");
  }
}
