package dev.consilium.memory.calls;

import static dev.consilium.memory.jooq.Tables.LONG_CALL;

import dev.consilium.memory.Change;
import dev.consilium.memory.Transactions;
import dev.consilium.memory.jooq.tables.records.LongCallRecord;
import dev.consilium.schemas.json.Names;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.JSONB;
import org.jooq.impl.DSL;
import org.jooq.types.DayToSecond;
import org.jspecify.annotations.Nullable;

/** Calls that outlive their request, for as long as somebody may ask for them. Methods block. */
public final class CallStore {
  private static final String ABANDONED =
      "{\"code\":-32603,\"message\":\"The server stopped while it worked on this; call the tool again.\"}";

  private final Transactions transactions;
  private final Consumer<Change> changes;

  /** A store that tells {@code changes} when others have to look at a call. */
  public CallStore(Transactions transactions, Consumer<Change> changes) {
    this.transactions = transactions;
    this.changes = changes;
  }

  /** Whoever works on it renews it before {@code alive} has passed. */
  public void begin(String id, String principal, Duration alive, Duration kept) {
    int _ =
        transactions.write(dsl ->
            dsl.insertInto(LONG_CALL)
                .set(LONG_CALL.ID, id)
                .set(LONG_CALL.PRINCIPAL, principal)
                .set(LONG_CALL.ALIVE_UNTIL, in(alive))
                .set(LONG_CALL.EXPIRES_AT, in(kept))
                .onConflictDoNothing()
                .execute());
  }

  /** As it stands; a call whose worker is gone has failed. Empty for those of other principals. */
  public Optional<LongCall> find(String id, String principal) {
    return transactions.write(dsl -> {
      int _ =
          dsl.update(LONG_CALL)
              .set(LONG_CALL.STATUS, Names.of(CallStatus.FAILED))
              .set(LONG_CALL.OUTCOME, JSONB.valueOf(ABANDONED))
              .set(LONG_CALL.UPDATED_AT, now())
              .where(LONG_CALL.ID.eq(id), isOpen(), LONG_CALL.ALIVE_UNTIL.lt(now()))
              .execute();
      return dsl.selectFrom(LONG_CALL)
          .where(LONG_CALL.ID.eq(id), LONG_CALL.PRINCIPAL.eq(principal))
          .fetchOptional(CallStore::call);
    });
  }

  private static LongCall call(LongCallRecord row) {
    return new LongCall(
        row.getId(),
        CallStatus.valueOf(row.getStatus().toUpperCase(Locale.ROOT)),
        row.getQuestions().data(),
        row.getAnswers().data(),
        row.getOutcome() == null ? null : row.getOutcome().data(),
        row.getCancelRequested(),
        row.getCreatedAt().toInstant(),
        row.getUpdatedAt().toInstant(),
        row.getExpiresAt().toInstant());
  }

  /** The worker needs answers to these questions: a JSON object by key. */
  public void ask(String id, String questionsJson) {
    int _ =
        transactions.write(dsl ->
            dsl.update(LONG_CALL)
                .set(LONG_CALL.STATUS, Names.of(CallStatus.INPUT_REQUIRED))
                .set(LONG_CALL.QUESTIONS, JSONB.valueOf(questionsJson))
                .set(LONG_CALL.UPDATED_AT, now())
                .where(LONG_CALL.ID.eq(id), isOpen())
                .execute());
    changes.accept(new Change.CallChanged(id));
  }

  /** Takes the answer to a question that is open; all others are ignored. */
  public void answer(String id, String principal, String key, String answerJson) {
    int _ =
        transactions.write(dsl ->
            dsl.execute(
                """
                UPDATE long_call SET answers = answers || jsonb_build_object({0}, {1}::jsonb),
                  questions = questions - {0},
                  status = CASE WHEN questions - {0} = '{}' THEN 'working' ELSE status END,
                  updated_at = clock_timestamp()
                WHERE id = {2} AND principal = {3} AND status = 'input_required'
                  AND jsonb_exists(questions, {0})
                """,
                DSL.val(key), DSL.val(answerJson), DSL.val(id), DSL.val(principal)));
    changes.accept(new Change.CallChanged(id));
  }

  /** Asks the worker to stop; what has ended stays as it is. */
  public void cancel(String id, String principal) {
    int _ =
        transactions.write(dsl ->
            dsl.update(LONG_CALL)
                .set(LONG_CALL.CANCEL_REQUESTED, true)
                .where(LONG_CALL.ID.eq(id), LONG_CALL.PRINCIPAL.eq(principal), isOpen())
                .execute());
    changes.accept(new Change.CallChanged(id));
  }

  /** The end of a call that has not ended yet. */
  public void end(String id, CallStatus status, @Nullable String outcome) {
    int _ =
        transactions.write(dsl ->
            dsl.update(LONG_CALL)
                .set(LONG_CALL.STATUS, Names.of(status))
                .set(LONG_CALL.OUTCOME, outcome == null ? null : JSONB.valueOf(outcome))
                .set(LONG_CALL.UPDATED_AT, now())
                .where(LONG_CALL.ID.eq(id), isOpen())
                .execute());
    changes.accept(new Change.CallChanged(id));
  }

  /** Ends a call at once, whatever its worker does; false when it had ended. */
  public boolean stop(String id, String principal) {
    int stopped =
        transactions.write(dsl ->
            dsl.update(LONG_CALL)
                .set(LONG_CALL.STATUS, Names.of(CallStatus.CANCELLED))
                .set(LONG_CALL.CANCEL_REQUESTED, true)
                .set(LONG_CALL.UPDATED_AT, now())
                .where(LONG_CALL.ID.eq(id), LONG_CALL.PRINCIPAL.eq(principal), isOpen())
                .execute());
    changes.accept(new Change.CallChanged(id));
    return stopped > 0;
  }

  /** The calls of a principal, youngest first, after the one of this id. */
  public List<LongCall> list(String principal, @Nullable String after, int limit) {
    return transactions.read(dsl -> {
      var age = DSL.row(LONG_CALL.CREATED_AT, LONG_CALL.ID);
      Condition older =
          after == null
              ? DSL.noCondition()
              : age.lt(
                  dsl.select(LONG_CALL.CREATED_AT, LONG_CALL.ID)
                      .from(LONG_CALL)
                      .where(LONG_CALL.ID.eq(after), LONG_CALL.PRINCIPAL.eq(principal)));
      return dsl.selectFrom(LONG_CALL)
          .where(
              LONG_CALL.PRINCIPAL.eq(principal),
              LONG_CALL.EXPIRES_AT.gt(DSL.currentOffsetDateTime()),
              older)
          .orderBy(LONG_CALL.CREATED_AT.desc(), LONG_CALL.ID.desc())
          .limit(limit)
          .fetch(CallStore::call);
    });
  }

  /** The worker is still there. */
  public void renew(Collection<String> ids, Duration alive) {
    int _ =
        transactions.write(dsl ->
            dsl.update(LONG_CALL)
                .set(LONG_CALL.ALIVE_UNTIL, in(alive))
                .where(LONG_CALL.ID.eq(DSL.any(ids.toArray(String[]::new))), isOpen())
                .execute());
  }

  private static Condition isOpen() {
    return LONG_CALL.STATUS.in(
        DSL.inline(Names.of(CallStatus.WORKING)), DSL.inline(Names.of(CallStatus.INPUT_REQUIRED)));
  }

  private static Field<OffsetDateTime> now() {
    return DSL.field("clock_timestamp()", OffsetDateTime.class);
  }

  private static Field<OffsetDateTime> in(Duration duration) {
    return now().plus(DayToSecond.valueOf(duration));
  }
}
