package dev.consilium.memory.memories;

import static dev.consilium.memory.jooq.Tables.MEMORY;
import static dev.consilium.memory.jooq.Tables.MEMORY_PASSAGE;

import dev.consilium.memory.memories.QueryWords.Word;
import dev.consilium.memory.vectors.Vectors.Near;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** Selects the passages that have words of a question or are near it. */
final class SelectMatches {
  /**
   * A passage of a candidate.
   *
   * @param mask which of the words it has, a bit for each
   * @param wordsOnly whether it was not embedded when the nearest were asked for
   * @param near how near it is, if it is among the nearest
   */
  record Match(
      Candidate candidate,
      int number,
      int size,
      long mask,
      boolean wordsOnly,
      @Nullable Double near) {
    boolean has(int word) {
      return (mask >> word & 1) == 1;
    }
  }

  private final DSLContext dsl;
  private final @Nullable Long project;
  private final MemoryFilter filter;

  SelectMatches(DSLContext dsl, @Nullable Long project, MemoryFilter filter) {
    this.dsl = dsl;
    this.project = project;
    this.filter = filter;
  }

  List<Match> of(QueryWords words, Near found) {
    Map<Long, Double> near = found.passages();
    String wordQuery = CandidateQuery.of(words, project);
    if (wordQuery.isEmpty() && near.isEmpty()) {
      return List.of();
    }
    Field<Long> mask = mask(words.words()).as("mask");
    Field<Integer> size = DSL.field("length({0})", Integer.class, MEMORY_PASSAGE.WORDS).as("size");
    Field<Boolean> wordsOnly =
        found.wordsOnly() && !found.all()
            ? DSL.field(
                    "EXISTS (SELECT FROM memory_outbox AS o WHERE o.passage_id = {0})",
                    Boolean.class, MEMORY_PASSAGE.ID)
                .as("words_only")
            : DSL.inline(false).as("words_only");
    Map<Long, Candidate> candidates = new HashMap<>();
    return dsl.select(
            MEMORY_PASSAGE.ID,
            MEMORY_PASSAGE.NUMBER,
            MEMORY_PASSAGE.MEMORY_ID,
            size,
            mask,
            wordsOnly,
            MEMORY.SOURCE,
            MEMORY.IMPORTANCE,
            MEMORY.HELPFUL,
            MEMORY.CREATED_AT,
            MEMORY.UPDATED_AT)
        .from(found(wordQuery, near))
        .join(MEMORY_PASSAGE)
        .on(MEMORY_PASSAGE.ID.eq(DSL.field("found.id", Long.class)))
        .crossJoin(
            // Each by itself, whatever the filter: there are few.
            DSL.lateral(
                DSL.selectFrom(MEMORY)
                    .where(MEMORY.ID.eq(MEMORY_PASSAGE.MEMORY_ID))
                    .offset(DSL.inline(0))
                    .asTable(MEMORY.getName())))
        .where(MemoryConditions.of(project, filter))
        .fetch(row -> {
          Double cosine = near.get(MemoryRows.required(row, MEMORY_PASSAGE.ID));
          return new Match(
              candidates.computeIfAbsent(
                  MemoryRows.required(row, MEMORY_PASSAGE.MEMORY_ID), _ -> candidate(row)),
              MemoryRows.required(row, MEMORY_PASSAGE.NUMBER),
              MemoryRows.required(row, size),
              MemoryRows.required(row, mask),
              cosine == null && (found.all() || MemoryRows.required(row, wordsOnly)),
              cosine);
        });
  }

  /**
   * Few ids first. They are found by the index: for the first of so many, a walk through all
   * passages would look cheap.
   */
  private static Table<?> found(String wordQuery, Map<Long, Double> near) {
    return DSL.table(
        """
        ((WITH fits AS MATERIALIZED (SELECT id FROM memory_passage WHERE words @@ {0}::tsquery)
          SELECT id FROM fits LIMIT {2})
         UNION SELECT unnest({1}) OFFSET 0) AS found\
        """,
        DSL.inline(wordQuery),
        DSL.val(near.keySet().toArray(Long[]::new)),
        DSL.inline(CandidateQuery.MOST));
  }

  /** Which of the words a passage has, a bit for each. */
  private static Field<Long> mask(List<Word> words) {
    if (words.isEmpty()) {
      return DSL.inline(0L);
    }
    StringBuilder sql = new StringBuilder();
    List<Field<?>> fields = new ArrayList<>();
    fields.add(MEMORY_PASSAGE.WORDS);
    for (int i = 0; i < words.size(); i++) {
      sql.append(i == 0 ? "" : " | ")
          .append("(({0} @@ {")
          .append(i + 1)
          .append("}::tsquery)::int::bigint << ")
          .append(i)
          .append(')');
      fields.add(DSL.inline(CandidateQuery.quoted(words.get(i).lexeme())));
    }
    return DSL.field("(" + sql + ")", Long.class, fields.toArray(Field<?>[]::new));
  }

  private static Candidate candidate(Record row) {
    return new Candidate(
        MemoryRows.required(row, MEMORY_PASSAGE.MEMORY_ID),
        MemoryRows.required(row, MEMORY.SOURCE),
        MemoryRows.required(row, MEMORY.IMPORTANCE),
        MemoryRows.required(row, MEMORY.HELPFUL),
        MemoryRows.required(row, MEMORY.CREATED_AT).toInstant(),
        MemoryRows.required(row, MEMORY.UPDATED_AT).toInstant());
  }
}
