package dev.consilium.memory.vectors;

import static dev.consilium.memory.jooq.Tables.MEMORY;
import static dev.consilium.memory.jooq.Tables.MEMORY_OUTBOX;
import static dev.consilium.memory.jooq.Tables.MEMORY_PASSAGE;

import dev.consilium.memory.Transactions;
import dev.consilium.memory.memories.RememberOutcomes;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.jooq.types.DayToSecond;

/** What was written and waits to be remembered, counted and embedded. */
final class Outbox {
  /** Nobody embeds a batch for longer; then another takes it. */
  private static final DayToSecond TAKEN = DayToSecond.valueOf(Duration.ofMinutes(3));

  private static final DayToSecond TRIED_AGAIN = DayToSecond.valueOf(Duration.ofSeconds(5));
  private static final int COUNTED_AT_ONCE = 500;

  record Waiting(long passage, long project, String text) {}

  private final Transactions transactions;

  Outbox(Transactions transactions) {
    this.transactions = transactions;
  }

  /** Whether others have more need of the processor. */
  boolean shouldWait() {
    return transactions.areCrowded();
  }

  /** Makes memories of how tasks ended. Returns whether there may be more. */
  boolean rememberOutcomes() {
    return transactions.write(dsl -> new RememberOutcomes(dsl, Instant.now()).some());
  }

  /** Takes the words of passages into the vocabulary. Returns whether there may be more. */
  boolean countWords() {
    return transactions.write(dsl -> {
      Long[] ids =
          dsl.select(MEMORY_OUTBOX.PASSAGE_ID)
              .from(MEMORY_OUTBOX)
              .where(DSL.not(MEMORY_OUTBOX.COUNTED))
              .orderBy(MEMORY_OUTBOX.PASSAGE_ID)
              .limit(COUNTED_AT_ONCE)
              .forUpdate()
              .skipLocked()
              .fetch(MEMORY_OUTBOX.PASSAGE_ID)
              .toArray(Long[]::new);
      if (ids.length > 0) {
        count(dsl, ids);
      }
      return ids.length == COUNTED_AT_ONCE;
    });
  }

  private static void count(DSLContext dsl, Long[] ids) {
    int _ =
        dsl.execute(
            """
            INSERT INTO memory_word AS w (lexeme, passages)
            SELECT u.lexeme, count(*) FROM memory_passage AS p, unnest(p.words) AS u
            WHERE p.id = ANY ({0}) GROUP BY u.lexeme
            UNION ALL SELECT '', count(*) FROM memory_passage AS p WHERE p.id = ANY ({0})
            ORDER BY 1
            ON CONFLICT (lexeme) DO UPDATE SET passages = w.passages + excluded.passages
            """,
            DSL.val(ids));
    int _ =
        dsl.update(MEMORY_OUTBOX)
            .set(MEMORY_OUTBOX.COUNTED, true)
            .where(MEMORY_OUTBOX.PASSAGE_ID.eq(DSL.any(ids)))
            .execute();
  }

  /** Where no vectors are wanted, a counted passage waits for nothing more. */
  void dropCounted() {
    int _ =
        transactions.write(
            dsl -> dsl.deleteFrom(MEMORY_OUTBOX).where(MEMORY_OUTBOX.COUNTED).execute());
  }

  /** Takes passages that wait to be embedded; nobody else gets them for a while. */
  List<Waiting> take(int limit) {
    return transactions.write(dsl -> {
      var free =
          DSL.select(MEMORY_OUTBOX.PASSAGE_ID)
              .from(MEMORY_OUTBOX)
              .where(MEMORY_OUTBOX.COUNTED.isTrue(), MEMORY_OUTBOX.REFUSED.isFalse())
              .and(
                  MEMORY_OUTBOX
                      .TAKEN_UNTIL
                      .isNull()
                      .or(MEMORY_OUTBOX.TAKEN_UNTIL.lt(DSL.currentOffsetDateTime())))
              .orderBy(MEMORY_OUTBOX.PASSAGE_ID)
              .limit(limit)
              .forUpdate()
              .skipLocked();
      Long[] ids =
          dsl.update(MEMORY_OUTBOX)
              .set(MEMORY_OUTBOX.TAKEN_UNTIL, DSL.currentOffsetDateTime().plus(TAKEN))
              .where(MEMORY_OUTBOX.PASSAGE_ID.in(free))
              .returning(MEMORY_OUTBOX.PASSAGE_ID)
              .fetch(MEMORY_OUTBOX.PASSAGE_ID)
              .toArray(Long[]::new);
      if (ids.length == 0) {
        return List.of();
      }
      return dsl.select(MEMORY_PASSAGE.ID, MEMORY.PROJECT_ID, MEMORY_PASSAGE.TEXT)
          .from(MEMORY_PASSAGE)
          .join(MEMORY)
          .on(MEMORY.ID.eq(MEMORY_PASSAGE.MEMORY_ID))
          .where(MEMORY_PASSAGE.ID.eq(DSL.any(ids)))
          .fetch(row -> new Waiting(row.value1(), row.value2(), row.value3()));
    });
  }

  /** Gives back what could not be embedded now. */
  void giveBack(List<Waiting> taken) {
    int _ =
        transactions.write(dsl ->
            dsl.update(MEMORY_OUTBOX)
                .set(MEMORY_OUTBOX.TAKEN_UNTIL, DSL.currentOffsetDateTime().plus(TRIED_AGAIN))
                .where(MEMORY_OUTBOX.PASSAGE_ID.eq(DSL.any(ids(taken))))
                .execute());
  }

  /** What will not be embedded is left alone until {@link #retryRefused}. */
  void setAside(List<Waiting> refused) {
    if (!refused.isEmpty()) {
      int _ =
          transactions.write(dsl ->
              dsl.update(MEMORY_OUTBOX)
                  .set(MEMORY_OUTBOX.REFUSED, true)
                  .setNull(MEMORY_OUTBOX.TAKEN_UNTIL)
                  .where(MEMORY_OUTBOX.PASSAGE_ID.eq(DSL.any(ids(refused))))
                  .execute());
    }
  }

  void retryRefused() {
    int _ =
        transactions.write(dsl ->
            dsl.update(MEMORY_OUTBOX)
                .set(MEMORY_OUTBOX.REFUSED, false)
                .where(MEMORY_OUTBOX.REFUSED)
                .execute());
  }

  /** Puts down to be embedded what has no vector of this model. Returns how many there are. */
  int enqueueMissing(String model) {
    return transactions.write(dsl ->
        dsl.execute(
            """
            INSERT INTO memory_outbox (passage_id, counted)
            SELECT p.id, true FROM memory_passage AS p
            WHERE NOT EXISTS (
              SELECT FROM memory_vector AS v JOIN embedding_model AS m ON m.id = v.model_id
              WHERE v.passage_id = p.id AND m.name = {0})
            ON CONFLICT DO NOTHING
            """,
            DSL.val(model)));
  }

  int waiting() {
    return transactions.read(dsl -> dsl.fetchCount(MEMORY_OUTBOX, MEMORY_OUTBOX.REFUSED.isFalse()));
  }

  static Long[] ids(List<Waiting> taken) {
    return taken.stream().map(Waiting::passage).toArray(Long[]::new);
  }
}
