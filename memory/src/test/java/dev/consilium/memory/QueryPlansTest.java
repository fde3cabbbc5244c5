package dev.consilium.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consilium.memory.bench.Crowd;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the stores do for each call, and at each turn of a background thread, reads large tables by
 * their indexes, and no more of them than it needs. The tables' own counters tell: so triggers,
 * functions and foreign keys are seen too.
 */
class QueryPlansTest {
  private static final int TASKS = 50_000;
  private static final int MEMORIES = 20_000;

  /** Smaller ones fit into a few pages, and are rightly read as a whole. */
  private static final int LARGE = 500;

  private static final Path HOME = TestDatabase.temporaryHome();

  /** Of one connection, as it tells its figures to the server when it is asked to. */
  private static final Connections CONNECTIONS =
      new Connections(
          new DatabaseConfig(HOME, Optional.empty(), 1, SearchConfig.WORDS_ONLY, _ -> {}));

  private static final Transactions TRANSACTIONS = new Transactions(CONNECTIONS);

  /** What was read of a table. */
  private record Reads(long scans, long rows) {
    Reads since(Reads before) {
      return new Reads(scans - before.scans, rows - before.rows);
    }
  }

  private static final Set<String> LARGE_TABLES = new HashSet<>();

  @BeforeAll
  static void fill() throws Exception {
    var _ = CONNECTIONS.pool();
    Crowd.fill(HOME, TASKS, MEMORIES);
    LARGE_TABLES.addAll(
        TRANSACTIONS.read(dsl ->
            dsl.resultQuery("SELECT relname FROM pg_class WHERE reltuples >= {0}", DSL.val(LARGE))
                .fetch(0, String.class)));
  }

  @AfterAll
  static void close() {
    CONNECTIONS.close();
    TestDatabase.delete(HOME);
  }

  static Stream<HotCalls.Call> calls() {
    return HotCalls.of(TRANSACTIONS, new Changes(CONNECTIONS));
  }

  @ParameterizedTest
  @MethodSource("calls")
  void readsLargeTablesByTheirIndexes(HotCalls.Call call) {
    call.prepare().run();
    Map<String, Reads> before = reads();
    for (int i = 0; i < HotCalls.TIMES; i++) {
      call.work().run(i);
    }
    Map<String, Reads> wrong = new LinkedHashMap<>();
    reads()
        .forEach((table, after) -> {
          Reads made = after.since(before.getOrDefault(table, new Reads(0, 0)));
          if (made.scans() > 0 || made.rows() > (long) HotCalls.TIMES * call.mostRows()) {
            wrong.put(table, made);
          }
        });
    if (!call.readsAll().isEmpty()) {
      assertThat(wrong).as("%s: %s no longer", call, call.readsAll()).isNotEmpty();
      return;
    }
    assertThat(wrong)
        .as("tables that %s (%d times) reads as a whole, or too much of", call, HotCalls.TIMES)
        .isEmpty();
  }

  private static Map<String, Reads> reads() {
    return TRANSACTIONS.read(dsl -> {
      int _ = dsl.execute("SELECT pg_stat_force_next_flush()");
      return reads(dsl);
    });
  }

  private static Map<String, Reads> reads(DSLContext dsl) {
    return dsl.resultQuery(
            """
            SELECT t.relname, t.seq_scan, t.seq_tup_read + coalesce(sum(i.idx_tup_read), 0)::bigint
            FROM pg_stat_user_tables AS t
              LEFT JOIN pg_stat_user_indexes AS i ON i.relid = t.relid
            WHERE t.schemaname = 'consilium' AND t.relname = ANY ({0})
            GROUP BY t.relid, t.relname, t.seq_scan, t.seq_tup_read
            ORDER BY t.relname
            """,
            DSL.val(LARGE_TABLES.toArray(String[]::new)))
        .fetchMap(
            row -> row.get(0, String.class),
            row -> new Reads(row.get(1, Long.class), row.get(2, Long.class)));
  }
}
