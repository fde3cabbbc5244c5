package dev.consilium.memory.runs;

import static dev.consilium.memory.jooq.Tables.RUN;
import static dev.consilium.memory.jooq.Tables.RUN_FILE;

import dev.consilium.memory.Refused;
import dev.consilium.memory.Transactions;
import dev.consilium.memory.audit.AuditOutbox;
import dev.consilium.memory.jooq.tables.records.RunRecord;
import dev.consilium.schemas.json.Names;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.JSONB;
import org.jooq.impl.DSL;
import org.jooq.types.DayToSecond;
import org.jspecify.annotations.Nullable;

/** Runs of the sandbox. Methods block. */
public final class RunStore {
  private static final String RUNNING = Names.of(RunStatus.RUNNING);
  private static final String ABANDONED =
      """
      {"status": "failed", "stdout": "", "stderr": "", "duration_ms": 0,
      "error": "The host stopped while it ran this; run it again with another idempotency_key."}\
      """;

  private final Transactions transactions;

  public RunStore(Transactions transactions) {
    this.transactions = transactions;
  }

  /**
   * Notes that a run begins, or finds the one that the idempotency key stands for.
   *
   * @param allowed the CPU time that runs of the principal may have used within the time before, on
   *     all nodes
   */
  public Begun begin(NewRun run, Duration allowed, Duration within) {
    return transactions.write(dsl -> {
      Begun known = run.idempotencyKey() == null ? null : known(dsl, run);
      if (known != null) {
        return known;
      }
      Duration used = cpuUsed(dsl, run.principal(), within);
      if (used.compareTo(allowed) >= 0) {
        return new Begun.Exhausted(used);
      }
      Long id = insert(dsl, run);
      if (id == null) {
        return Objects.requireNonNull(known(dsl, run));
      }
      String target = run.taskId() == null ? "" : run.project() + "/" + run.taskId();
      AuditOutbox.done(
          dsl, run.principal(), "run", target, () -> HexFormat.of().formatHex(run.requestHash()));
      return new Begun.Fresh(id);
    });
  }

  private static @Nullable Long insert(DSLContext dsl, NewRun run) {
    return dsl.insertInto(RUN)
        .set(RUN.PRINCIPAL, run.principal())
        .set(RUN.IDEMPOTENCY_KEY, run.idempotencyKey())
        .set(RUN.REQUEST_HASH, run.requestHash())
        .set(RUN.AGENT, run.agent())
        .set(RUN.PROJECT, run.project())
        .set(RUN.TASK_ID, run.taskId())
        .set(RUN.SESSION, run.session())
        .set(RUN.LANGUAGE, run.language())
        .set(RUN.CODE, storable(run.code()))
        .set(RUN.ALIVE_UNTIL, DSL.currentOffsetDateTime().plus(DayToSecond.valueOf(run.alive())))
        .onConflictDoNothing()
        .returning(RUN.ID)
        .fetchOne(RUN.ID);
  }

  private static @Nullable Begun known(DSLContext dsl, NewRun run) {
    Condition same =
        RUN.PRINCIPAL.eq(run.principal()).and(RUN.IDEMPOTENCY_KEY.eq(run.idempotencyKey()));
    fail(dsl, same);
    RunRecord known = dsl.selectFrom(RUN).where(same).fetchOne();
    if (known == null) {
      return null;
    }
    if (!Arrays.equals(known.getRequestHash(), run.requestHash())) {
      throw new Refused(
          "idempotency_key", "was used for another run; take a new key for a new run.");
    }
    return known.getResult() == null
        ? new Begun.Running(known.getId())
        : new Begun.Ended(known.getId(), known.getResult().data());
  }

  /** Runs whose host is gone have failed. */
  private static void fail(DSLContext dsl, Condition which) {
    int _ =
        dsl.update(RUN)
            .set(RUN.STATUS, Names.of(RunStatus.FAILED))
            .set(RUN.ENDED_AT, DSL.currentOffsetDateTime())
            .set(RUN.RESULT, JSONB.valueOf(ABANDONED))
            .where(which, RUN.STATUS.eq(RUNNING), RUN.ALIVE_UNTIL.lt(DSL.currentOffsetDateTime()))
            .execute();
  }

  /** Notes how a run ended, and keeps its files. */
  public void end(long id, EndedRun ended) {
    int _ =
        transactions.<Integer>write(dsl -> {
          for (RunFile file : ended.files()) {
            int _ =
                dsl.insertInto(RUN_FILE)
                    .set(RUN_FILE.RUN_ID, id)
                    .set(RUN_FILE.PATH, file.path())
                    .set(RUN_FILE.MIME_TYPE, file.mimeType())
                    .set(RUN_FILE.CONTENT, file.content())
                    .onConflictDoNothing()
                    .execute();
          }
          return dsl.update(RUN)
              .set(RUN.STATUS, Names.of(ended.status()))
              .set(RUN.RESULT, JSONB.valueOf(ended.resultJson()))
              .set(RUN.CPU_MS, ended.cpuMillis())
              .set(RUN.MEMORY_BYTES, ended.memoryBytes())
              .set(RUN.ENDED_AT, DSL.currentOffsetDateTime())
              .where(RUN.ID.eq(id))
              .execute();
        });
  }

  /** What never ran needs no record, and its key may be used again. */
  public void discard(long id) {
    int _ = transactions.write(dsl -> dsl.deleteFrom(RUN).where(RUN.ID.eq(id)).execute());
  }

  private static Duration cpuUsed(DSLContext dsl, String principal, Duration within) {
    BigDecimal millis =
        dsl.select(DSL.coalesce(DSL.sum(RUN.CPU_MS), BigDecimal.ZERO))
            .from(RUN)
            .where(
                RUN.PRINCIPAL.eq(principal),
                RUN.STARTED_AT.gt(DSL.currentOffsetDateTime().minus(DayToSecond.valueOf(within))))
            .fetchSingle()
            .value1();
    return Duration.ofMillis(millis.longValueExact());
  }

  /** A run; empty if there is none of this number. */
  public Optional<Run> find(long id) {
    return transactions.write(dsl -> {
      fail(dsl, RUN.ID.eq(id));
      return dsl.selectFrom(RUN).where(RUN.ID.eq(id)).fetchOptional(RunStore::run);
    });
  }

  private static Run run(RunRecord row) {
    return new Run(
        row.getId(),
        row.getAgent(),
        row.getProject(),
        row.getTaskId(),
        row.getSession(),
        row.getLanguage(),
        row.getCode(),
        RunStatus.valueOf(row.getStatus().toUpperCase(Locale.ROOT)),
        row.getResult() == null ? null : row.getResult().data(),
        row.getStartedAt().toInstant(),
        row.getEndedAt() == null ? null : row.getEndedAt().toInstant());
  }

  public Optional<RunFile> file(long id, String path) {
    return transactions.read(dsl ->
        dsl.select(RUN_FILE.PATH, RUN_FILE.MIME_TYPE, RUN_FILE.CONTENT)
            .from(RUN_FILE)
            .where(RUN_FILE.RUN_ID.eq(id), RUN_FILE.PATH.eq(path))
            .fetchOptional(row -> new RunFile(row.value1(), row.value2(), row.value3())));
  }

  /** Text of PostgreSQL cannot hold the character 0. */
  private static String storable(String text) {
    return text.replace('\0', '\uFFFD');
  }
}
