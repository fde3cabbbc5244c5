package dev.consilium.memory;

import static dev.consilium.memory.jooq.Tables.PROJECT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consilium.memory.AtOnce.Outcome;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Param;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** When what shares a transaction fails, or does what was not foreseen. */
@Timeout(60)
class SharedTransactionTest {
  private static final Param<String> NAME = DSL.param("name", PROJECT.NAME);
  private static final Prepared INSERT = Prepared.insert(PROJECT, NAME);
  private static final Prepared ALONE =
      Prepared.of(DSL.insertInto(PROJECT).set(PROJECT.NAME, NAME));

  private static final Field<Integer> SERVER = DSL.field("pg_backend_pid()", Integer.class);
  private static final Prepared ASK =
      Prepared.of(
          DSL.select(SERVER, NAME),
          DSL.select(SERVER, CallRows.value(NAME), CallRows.PLACE).from(CallRows.of(NAME)));

  private final Transactions transactions = TestDatabase.transactions();
  private final String name = TestDatabase.fresh("shared");

  private interface Work {
    String on(DSLContext dsl, int server);
  }

  /** Writes what is given, and what the work does besides. */
  private Callable<String> writing(Write write, String what, Work work) {
    Prepared.Call question = ASK.call().with(NAME, what);
    return () ->
        Objects.requireNonNull(
            transactions.write(
                write,
                "test",
                what,
                String.class,
                Optional.of(new Foreseen(Optional.of(what), List.of(question))),
                dsl -> {
                  int server =
                      Objects.requireNonNull(
                          Objects.requireNonNull(question.fetchOne(dsl)).get(0, Integer.class));
                  LastStatements.add(dsl, INSERT.call().with(NAME, what));
                  return work.on(dsl, server);
                }));
  }

  private static final Write WRITE = new Write("test", null);

  private Callable<String> writing(String what) {
    return writing(WRITE, what, (_, server) -> what + server);
  }

  private List<String> stored() {
    return transactions.read(dsl ->
        dsl.select(PROJECT.NAME)
            .from(PROJECT)
            .where(PROJECT.NAME.startsWith(name))
            .orderBy(PROJECT.NAME)
            .fetch(PROJECT.NAME));
  }

  @Test
  void whatWasNotForeseenIsDoneAlone() throws Exception {
    List<Outcome<String>> outcomes =
        AtOnce.call(
            transactions,
            List.of(
                writing(name + "-1"),
                writing(
                    WRITE,
                    name + "-2",
                    (dsl, _) -> {
                      ALONE.call().with(NAME, name + "-2b").execute(dsl);
                      return "asks more";
                    }),
                writing(
                    WRITE,
                    name + "-3",
                    (dsl, _) -> {
                      LastStatements.add(dsl, ALONE.call().with(NAME, name + "-3b"));
                      return "writes what is for one only";
                    }),
                writing(
                    WRITE, name + "-4", (dsl, _) -> String.valueOf(dsl.fetchCount(PROJECT) > 0)),
                writing(
                    WRITE,
                    name + "-5",
                    (_, _) -> {
                      throw new IllegalStateException("of its own");
                    })));

    assertThat(outcomes.get(0).get()).startsWith(name);
    assertThat(outcomes.get(1).get()).isEqualTo("asks more");
    assertThat(outcomes.get(2).get()).isEqualTo("writes what is for one only");
    assertThat(outcomes.get(3).get()).isEqualTo("true");
    assertThat(outcomes.get(4).failure()).hasMessage("of its own");
    assertThat(stored())
        .containsExactly(
            name + "-1", name + "-2", name + "-2b", name + "-3", name + "-3b", name + "-4");
  }

  @Test
  void whatFailsInTheDatabaseFailsForItsOwnCaller() throws Exception {
    var _ = AtOnce.call(transactions, List.of(writing(name + "-1")));

    List<Outcome<String>> outcomes =
        AtOnce.call(transactions, List.of(writing(name + "-1"), writing(name + "-2")));

    assertThat(outcomes.get(0).failure()).hasMessageContaining("duplicate key");
    assertThat(outcomes.get(1).get()).startsWith(name);
    assertThat(stored()).containsExactly(name + "-1", name + "-2");
  }

  @Test
  void aConnectionThatIsLostWithTheCommitIsUnknownWithoutAKey() throws Exception {
    AtomicBoolean lost = new AtomicBoolean();
    Callable<String> loses =
        writing(
            new Write("test", TestDatabase.fresh("key")),
            name + "-1",
            (_, server) -> {
              if (!lost.getAndSet(true)) {
                terminate(server);
              }
              return name + "-1";
            });

    List<Outcome<String>> outcomes =
        AtOnce.call(
            transactions,
            List.of(
                loses,
                writing(name + "-2"),
                writing(
                    WRITE,
                    name + "-3",
                    (_, _) -> {
                      throw new Refused("field", "no.");
                    })));

    assertThat(outcomes.get(2).failure()).isInstanceOf(Refused.class);
    assertThat(outcomes.get(0).get()).isEqualTo(name + "-1");
    // It had no key, so that nobody can know whether to repeat it.
    assertThat(outcomes.get(1).failure()).isInstanceOf(OutcomeUnknownException.class);
    assertThat(stored()).containsExactly(name + "-1");
  }

  private static void terminate(int server) {
    boolean gone =
        TestDatabase.ofOthers()
            .read(dsl ->
                dsl.select(
                        DSL.function(
                            "pg_terminate_backend",
                            Boolean.class,
                            DSL.val(server),
                            DSL.val(10_000L)))
                    .fetchSingle()
                    .value1());
    assertThat(gone).isTrue();
  }
}
