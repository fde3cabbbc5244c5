package dev.consilium.memory.memories;

import static dev.consilium.memory.jooq.Tables.MEMORY;
import static dev.consilium.memory.jooq.Tables.MEMORY_PASSAGE;
import static dev.consilium.memory.jooq.Tables.MEMORY_WORD;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** Makes anew by what words passages are found: another version may know more of them. */
final class ReindexWords {
  private static final int AT_ONCE = 500;

  private final DSLContext dsl;

  ReindexWords(DSLContext dsl) {
    this.dsl = dsl;
  }

  /** Goes on behind a passage, within a transaction; returns the last one, null at the end. */
  @Nullable Long some(long after) {
    List<Record> rows =
        List.copyOf(
            dsl.select(
                    MEMORY_PASSAGE.ID,
                    MEMORY_PASSAGE.TEXT,
                    MEMORY_PASSAGE.TERMS,
                    MEMORY.PROJECT_ID,
                    MEMORY.TAGS,
                    MEMORY.FILES,
                    MEMORY.TASK_ID,
                    MEMORY.DECISION_ID,
                    MEMORY.VALID_FROM,
                    MEMORY.CREATED_AT)
                .from(MEMORY_PASSAGE)
                .join(MEMORY)
                .on(MEMORY.ID.eq(MEMORY_PASSAGE.MEMORY_ID))
                .where(MEMORY_PASSAGE.ID.gt(after))
                .orderBy(MEMORY_PASSAGE.ID)
                .limit(AT_ONCE)
                .fetch());
    for (Record row : rows) {
      Set<String> terms = terms(row);
      if (!terms.equals(Set.of(MemoryRows.required(row, MEMORY_PASSAGE.TERMS)))) {
        int _ =
            dsl.update(MEMORY_PASSAGE)
                .set(MEMORY_PASSAGE.TERMS, terms.toArray(String[]::new))
                .where(MEMORY_PASSAGE.ID.eq(row.get(MEMORY_PASSAGE.ID)))
                .execute();
      }
    }
    return rows.isEmpty() ? null : rows.getLast().get(MEMORY_PASSAGE.ID);
  }

  private static Set<String> terms(Record row) {
    Instant validFrom = MemoryRows.instant(row, MEMORY.VALID_FROM);
    return Analysis.passage(
        MemoryRows.required(row, MEMORY.PROJECT_ID),
        MemoryRows.required(row, MEMORY_PASSAGE.TEXT),
        Analysis.links(
            List.of(MemoryRows.required(row, MEMORY.TAGS)),
            List.of(MemoryRows.required(row, MEMORY.FILES)),
            row.get(MEMORY.TASK_ID),
            row.get(MEMORY.DECISION_ID)),
        validFrom == null ? MemoryRows.required(row, MEMORY.CREATED_AT).toInstant() : validFrom);
  }

  /** Counts the words of all passages anew. */
  void countAll() {
    int _ = dsl.deleteFrom(MEMORY_WORD).execute();
    int _ =
        dsl.execute(
            """
            INSERT INTO memory_word (lexeme, passages)
            SELECT u.lexeme, count(*)
            FROM memory_passage AS p
            LEFT JOIN memory_outbox AS o ON o.passage_id = p.id,
              unnest(p.words) AS u
            WHERE o.counted IS NOT FALSE
            GROUP BY u.lexeme
            """);
    int _ =
        dsl.insertInto(MEMORY_WORD, MEMORY_WORD.LEXEME, MEMORY_WORD.PASSAGES)
            .values(DSL.val(""), DSL.field(DSL.selectCount().from(MEMORY_PASSAGE)))
            .execute();
  }
}
