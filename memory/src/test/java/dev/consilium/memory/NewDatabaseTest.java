package dev.consilium.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consilium.memory.tasks.Action;
import dev.consilium.memory.tasks.Claim;
import dev.consilium.memory.tasks.ClaimRequest;
import dev.consilium.memory.tasks.NewTask;
import dev.consilium.memory.tasks.Report;
import dev.consilium.memory.tasks.TaskFilter;
import dev.consilium.memory.tasks.TaskStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A database of which PostgreSQL has no statistics yet: plans are made by the indexes alone. */
class NewDatabaseTest {
  private static final Write WRITE = new Write("test", null);
  private static final int TIMES = 20;

  private static final int OTHERS = 200;

  /** By one index in a round of eight calls, which look up tasks by their keys. */
  private static final long MOST_ROWS = 30;

  private final Path home = TestDatabase.temporaryHome();

  /** Nothing in the background, and one connection, which tells its figures when it is asked to. */
  private final Connections connections =
      new Connections(
          new DatabaseConfig(home, Optional.empty(), 1, SearchConfig.WORDS_ONLY, _ -> {}));

  private final Transactions transactions = new Transactions(connections);
  private final TaskStore tasks = new TaskStore(transactions, _ -> {});

  @AfterEach
  void close() {
    connections.close();
    TestDatabase.delete(home);
  }

  @Test
  void readsByTheRightIndexesFromTheFirstCall() {
    // What is prepared is planned at its first use, here with nothing in the tables.
    work("first", 1);
    var _ = tasks.create(WRITE, "other", plan("o", OTHERS, 0));
    var _ = tasks.create(WRITE, "second", plan("s", OTHERS, 4));

    Map<String, Long> before = reads();
    work("second", TIMES);
    Map<String, Long> made = reads();
    made.replaceAll((by, rows) -> rows - before.getOrDefault(by, 0L));

    assertThat(made)
        .allSatisfy((by, rows) -> assertThat(rows).as(by).isLessThan(TIMES * MOST_ROWS));
  }

  @Test
  void isLookedAtOnceItIsWorthWhile() {
    var _ = tasks.create(WRITE, "some", plan("s", 100, 2));
    assertThat(analyze()).isEmpty();
    var _ = tasks.create(WRITE, "some", plan("t", OTHERS, 2));

    assertThat(analyze()).contains("task", "task_event");
    assertThat(analyze()).isEmpty();
    assertThat(number("SELECT reltuples::bigint FROM pg_class WHERE relname = 'task'"))
        .isEqualTo(100 + OTHERS);
  }

  private List<String> analyze() {
    flush();
    return transactions.read(NewTables::analyze);
  }

  /** Creates, finds, claims and reports, in a project of its own. */
  private void work(String project, int times) {
    for (int i = 0; i < times; i++) {
      var _ = tasks.create(WRITE, project, plan(null, 1, 1));
      Claim claim =
          tasks
              .claimNext(
                  WRITE, new ClaimRequest(project, "ann", Duration.ofMinutes(5), null, null, null))
              .orElseThrow();
      String id = claim.task().taskId();
      for (Action action : List.of(Action.START, Action.PROGRESS, Action.FINISH)) {
        var _ = tasks.report(WRITE, report(project, id, action, claim.claim()));
      }
      var _ = tasks.get(project, id, 5);
      var _ =
          tasks.list(
              new TaskFilter(project, Set.of(), false, null, null, null, null, null), null, 1);
    }
  }

  private static List<NewTask> plan(@Nullable String prefix, int size, int priority) {
    return IntStream.range(0, size)
        .mapToObj(i ->
            new NewTask(
                prefix == null ? null : prefix + i,
                "A",
                null,
                null,
                List.of(),
                priority,
                null,
                null,
                null,
                List.of(),
                null))
        .toList();
  }

  private static Report report(String project, String id, Action action, long claim) {
    return new Report(
        project, id, "ann", action, claim, null, null, "at it", null, null, null, null, null, null,
        null);
  }

  /** Of the table of tasks, by what was read. */
  private Map<String, Long> reads() {
    flush();
    return transactions.read(dsl ->
        dsl.resultQuery(
                """
                SELECT 'all of it' AS by, seq_tup_read FROM pg_stat_user_tables WHERE relname = 'task'
                UNION ALL
                SELECT indexrelname, idx_tup_read FROM pg_stat_user_indexes WHERE relname = 'task'
                """)
            .fetchMap(row -> row.get(0, String.class), row -> row.get(1, Long.class)));
  }

  private void flush() {
    int _ = transactions.read((DSLContext dsl) -> dsl.execute("SELECT pg_stat_force_next_flush()"));
  }

  private long number(String query) {
    return transactions.read(dsl -> dsl.resultQuery(query).fetchSingle(0, Long.class));
  }
}
