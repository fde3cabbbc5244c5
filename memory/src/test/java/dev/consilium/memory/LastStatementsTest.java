package dev.consilium.memory;

import static dev.consilium.memory.jooq.Tables.PROJECT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jooq.DSLContext;
import org.jooq.Param;
import org.jooq.Record;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Test;

class LastStatementsTest {
  private static final Param<String> NAME = DSL.param("name", PROJECT.NAME);
  private static final Prepared INSERT =
      Prepared.of(DSL.insertInto(PROJECT).set(PROJECT.NAME, NAME));

  private static final Prepared FIND =
      Prepared.of(DSL.select(PROJECT.NAME).from(PROJECT).where(PROJECT.NAME.eq(NAME)));

  private final Transactions transactions = TestDatabase.transactions();
  private final String name = TestDatabase.fresh("last");

  @Test
  void areCommittedInTheirOrderHoweverManyTheyAre() {
    List<String> names = IntStream.range(0, 11).mapToObj(i -> name + i).toList();

    int atTheEndOfTheWork =
        transactions.write(dsl -> {
          names.forEach(one -> LastStatements.add(dsl, insert(one)));
          return stored(dsl).size();
        });

    assertThat(atTheEndOfTheWork).isEqualTo(6);
    assertThat(transactions.read(this::stored)).containsExactlyElementsOf(names);
  }

  @Test
  void areSeenByAQueryThatAsksForThem() {
    String seen =
        transactions.write(dsl -> {
          LastStatements.add(dsl, insert(name));
          LastStatements.add(dsl, insert(name + "-next"));
          assertThat(FIND.call().with(NAME, name).fetchOne(dsl)).isNull();
          Record found = LastStatements.fetchOne(dsl, FIND.call().with(NAME, name + "-next"));
          LastStatements.add(dsl, insert(name + "-last"));
          return Objects.requireNonNull(found).get(PROJECT.NAME);
        });

    assertThat(seen).isEqualTo(name + "-next");
    assertThat(transactions.read(this::stored))
        .containsExactly(name, name + "-next", name + "-last");
  }

  @Test
  void oneThatFailsLeavesNothing() {
    assertThatThrownBy(() ->
            transactions.<Object>write(dsl -> {
              insert(name).execute(dsl);
              LastStatements.add(dsl, insert(name + "-next"));
              LastStatements.add(dsl, insert(name));
              return name;
            }))
        .isInstanceOf(DataAccessException.class)
        .hasMessageContaining("duplicate key");

    assertThat(transactions.read(this::stored)).isEmpty();
    // The connection goes on.
    insertAlone(name);
  }

  @Test
  void areForgottenWithTheirTransaction() {
    assertThatThrownBy(() ->
            transactions.<Object>write(dsl -> {
              LastStatements.add(dsl, insert(name));
              throw new IllegalStateException("no");
            }))
        .hasMessage("no");
    insertAlone(name + "-other");

    assertThat(transactions.read(this::stored)).containsExactly(name + "-other");
  }

  @Test
  void areRunAtOnceWithoutATransactionThatEnds() {
    transactions.<Object>read(dsl -> {
      LastStatements.add(dsl, insert(name));
      assertThat(stored(dsl)).containsExactly(name);
      return name;
    });
  }

  private static Prepared.Call insert(String name) {
    return INSERT.call().with(NAME, name);
  }

  private void insertAlone(String one) {
    transactions.<Object>write(dsl -> {
      insert(one).execute(dsl);
      return one;
    });
  }

  private List<String> stored(DSLContext dsl) {
    return dsl.select(PROJECT.NAME)
        .from(PROJECT)
        .where(PROJECT.NAME.startsWith(name))
        .orderBy(PROJECT.ID)
        .fetch(PROJECT.NAME);
  }
}
