package dev.consilium.memory;

import static dev.consilium.memory.jooq.Tables.PROJECT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.jooq.DSLContext;
import org.jooq.Query;
import org.jooq.exception.DataAccessException;
import org.junit.jupiter.api.Test;

class LastStatementsTest {
  private final Transactions transactions = TestDatabase.transactions();
  private final String name = TestDatabase.fresh("last");

  @Test
  void areCommittedInTheirOrderHoweverManyTheyAre() {
    List<String> names = IntStream.range(0, 11).mapToObj(i -> name + i).toList();

    int atTheEndOfTheWork =
        transactions.write(dsl -> {
          names.forEach(one -> LastStatements.add(dsl, insert(dsl, one)));
          return stored(dsl).size();
        });

    assertThat(atTheEndOfTheWork).isEqualTo(8);
    assertThat(transactions.read(this::stored)).containsExactlyElementsOf(names);
  }

  @Test
  void oneThatFailsLeavesNothing() {
    assertThatThrownBy(() ->
            transactions.<Object>write(dsl -> {
              int _ = insert(dsl, name).execute();
              LastStatements.add(dsl, insert(dsl, name + "-next"));
              LastStatements.add(dsl, insert(dsl, name));
              return name;
            }))
        .isInstanceOf(DataAccessException.class)
        .hasMessageContaining("duplicate key");

    assertThat(transactions.read(this::stored)).isEmpty();
    // The connection goes on.
    assertThat(transactions.<Integer>write(dsl -> insert(dsl, name).execute())).isOne();
  }

  @Test
  void areForgottenWithTheirTransaction() {
    assertThatThrownBy(() ->
            transactions.<Object>write(dsl -> {
              LastStatements.add(dsl, insert(dsl, name));
              throw new IllegalStateException("no");
            }))
        .hasMessage("no");
    assertThat(transactions.<Integer>write(dsl -> insert(dsl, name + "-other").execute())).isOne();

    assertThat(transactions.read(this::stored)).containsExactly(name + "-other");
  }

  @Test
  void areRunAtOnceWithoutATransactionThatEnds() {
    transactions.<Object>read(dsl -> {
      LastStatements.add(dsl, insert(dsl, name));
      assertThat(stored(dsl)).containsExactly(name);
      return name;
    });
  }

  private static Query insert(DSLContext dsl, String name) {
    return dsl.insertInto(PROJECT).set(PROJECT.NAME, name);
  }

  private List<String> stored(DSLContext dsl) {
    return dsl.select(PROJECT.NAME)
        .from(PROJECT)
        .where(PROJECT.NAME.startsWith(name))
        .orderBy(PROJECT.ID)
        .fetch(PROJECT.NAME);
  }
}
