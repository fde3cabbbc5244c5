package dev.consilium.memory.memories;

import static dev.consilium.memory.jooq.Tables.MEMORY;
import static dev.consilium.memory.jooq.Tables.MEMORY_PASSAGE;
import static dev.consilium.memory.jooq.Tables.PROJECT;

import dev.consilium.memory.Cursors;
import dev.consilium.memory.memories.QueryWords.Word;
import dev.consilium.memory.vectors.Vectors.Near;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * Finds memories by their words (BM25 over passages) and by what a vector index found near, the two
 * normalised and added; then what was written down beside a good hit, recent, important and helpful
 * memories gain, and what says nearly the same is folded into one.
 */
final class SearchMemories {
  private static final double K1 = 1.2;
  private static final double B = 0.5;

  /** So far what stands beside a memory tells of it. */
  private static final int REACH = 2;

  /** Nobody pages further. */
  private static final int MAX_HITS = 200;

  private final DSLContext dsl;
  private final @Nullable Long project;
  private final MemoryFilter filter;
  private final SearchWeights weights;
  private final Instant now;

  SearchMemories(
      DSLContext dsl,
      @Nullable Long project,
      MemoryFilter filter,
      SearchWeights weights,
      Instant now) {
    this.dsl = dsl;
    this.project = project;
    this.filter = filter;
    this.weights = weights;
    this.now = now;
  }

  /** {@code near}: the passages that are near in meaning. */
  MemoryPage page(String query, Near near, @Nullable String cursor, int limit) {
    int from = cursor == null ? 0 : (int) Math.min(MAX_HITS, Cursors.number(cursor));
    QueryWords words = QueryWords.of(dsl, query, project, now, weights);
    List<Candidate> ranked = ranked(words, near);
    List<MemoryHit> hits = folded(ranked, Math.min(MAX_HITS, from + 2 * limit + 10));
    int to = Math.min(hits.size(), from + limit);
    if (from >= to) {
      return new MemoryPage(List.of(), List.of(), false, near.notice());
    }
    return new MemoryPage(
        hits.subList(from, to),
        LongStream.rangeClosed(from + 1, to).mapToObj(Cursors::of).toList(),
        to < hits.size(),
        near.notice());
  }

  private record Scored(
      long memory,
      int number,
      double words,
      double dates,
      boolean wordsOnly,
      @Nullable Double near,
      Set<String> why) {}

  private List<Candidate> ranked(QueryWords words, Near found) {
    Map<Long, Double> near = found.passages();
    String wordQuery = CandidateQuery.of(words, project);
    if (wordQuery.isEmpty() && near.isEmpty()) {
      return List.of();
    }
    Field<Long> mask = mask(words.words()).as("mask");
    Field<Integer> size = DSL.field("length({0})", Integer.class, MEMORY_PASSAGE.WORDS).as("size");
    Field<Boolean> wordsOnly =
        found.wordsOnly()
            ? DSL.field(
                    "EXISTS (SELECT FROM memory_outbox AS o WHERE o.passage_id = {0})",
                    Boolean.class, MEMORY_PASSAGE.ID)
                .as("words_only")
            : DSL.inline(false).as("words_only");
    List<Record> rows =
        List.copyOf(
            dsl.select(
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
                .join(MEMORY)
                .on(MEMORY.ID.eq(MEMORY_PASSAGE.MEMORY_ID))
                .where(MemoryConditions.of(project, filter))
                .fetch());
    double average =
        rows.stream().mapToInt(row -> MemoryRows.required(row, size)).average().orElse(1);
    Map<Long, Candidate> candidates = new HashMap<>();
    List<Scored> scored = new ArrayList<>();
    for (Record row : rows) {
      long memory = MemoryRows.required(row, MEMORY_PASSAGE.MEMORY_ID);
      candidates.computeIfAbsent(memory, _ -> candidate(row));
      scored.add(
          scored(
              row,
              words.words(),
              MemoryRows.required(row, mask),
              MemoryRows.required(row, size) / average,
              MemoryRows.required(row, wordsOnly),
              near.get(MemoryRows.required(row, MEMORY_PASSAGE.ID))));
    }
    fit(scored, words.ideal(), candidates);
    return weighed(candidates);
  }

  /** Few ids first, so that any plan for the rest is a good one. */
  private static Table<?> found(String wordQuery, Map<Long, Double> near) {
    return DSL.table(
        """
        ((SELECT id FROM memory_passage WHERE words @@ {0}::tsquery LIMIT {2})
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

  private static Scored scored(
      Record row,
      List<Word> words,
      long mask,
      double size,
      boolean wordsOnly,
      @Nullable Double near) {
    double sum = 0;
    double dates = 0;
    Set<String> why = new TreeSet<>();
    for (int i = 0; i < words.size(); i++) {
      if ((mask >> i & 1) == 1) {
        sum += words.get(i).weight();
        dates += words.get(i).kind() == WordKind.DATE ? words.get(i).weight() : 0;
        why.add(words.get(i).kind().reason());
      }
    }
    return new Scored(
        MemoryRows.required(row, MEMORY_PASSAGE.MEMORY_ID),
        MemoryRows.required(row, MEMORY_PASSAGE.NUMBER),
        sum * (K1 + 1) / (1 + K1 * (1 - B + B * size)),
        dates,
        wordsOnly,
        near,
        why);
  }

  /** Brings both scores to a scale from 0 to 1 and adds them. */
  private void fit(List<Scored> scored, double ideal, Map<Long, Candidate> candidates) {
    double topWords =
        Math.max(
            weights.covered() * ideal, scored.stream().mapToDouble(Scored::words).max().orElse(0));
    double topDates = scored.stream().mapToDouble(Scored::dates).max().orElse(0);
    double[] near =
        scored.stream()
            .map(Scored::near)
            .filter(Objects::nonNull)
            .mapToDouble(Double::doubleValue)
            .sorted()
            .toArray();
    double low = near.length == 0 ? 0 : near[0];
    double high = near.length == 0 ? 1 : near[near.length - 1];
    for (Scored passage : scored) {
      // What is not embedded is not to stand behind what only happens to be nearest.
      double share = near.length == 0 || passage.wordsOnly() ? 0 : weights.meaning();
      double byWords = topWords == 0 ? 0 : passage.words() / topWords;
      double byMeaning =
          passage.near() == null ? 0 : high > low ? (passage.near() - low) / (high - low) : 1;
      if (passage.near() != null && byMeaning > 0.3) {
        passage.why().add("meaning");
      }
      Objects.requireNonNull(candidates.get(passage.memory()))
          .passage(
              passage.number(),
              share * byMeaning
                  + (1 - share) * byWords
                  + (topDates == 0 ? 0 : weights.time() * passage.dates() / topDates),
              passage.why());
    }
  }

  private List<Candidate> weighed(Map<Long, Candidate> candidates) {
    Map<Long, double[]> best = new HashMap<>();
    for (Candidate candidate : candidates.values()) {
      if (candidate.source() != Source.UNKNOWN) {
        double[] two = best.computeIfAbsent(candidate.source(), _ -> new double[2]);
        if (candidate.fit() > two[0]) {
          two[1] = two[0];
          two[0] = candidate.fit();
        } else {
          two[1] = Math.max(two[1], candidate.fit());
        }
      }
    }
    for (Candidate candidate : candidates.values()) {
      double[] two = best.getOrDefault(candidate.source(), new double[2]);
      double others = candidate.fit() == two[0] ? two[1] : two[0];
      candidate.weigh(beside(candidate, candidates), others, weights, now);
    }
    return candidates.values().stream()
        .sorted(
            Comparator.comparingDouble(Candidate::score)
                .reversed()
                .thenComparingLong(Candidate::memory))
        .toList();
  }

  /** The fit of what was written down right before and after; half of it one further. */
  private static double beside(Candidate candidate, Map<Long, Candidate> candidates) {
    double beside = 0;
    for (int distance = -REACH; distance <= REACH; distance++) {
      Candidate other = candidates.get(candidate.memory() + distance);
      if (distance != 0 && other != null && other.isOfOnePieceWith(candidate)) {
        beside = Math.max(beside, other.fit() / Math.abs(distance));
      }
    }
    return beside;
  }

  private List<MemoryHit> folded(List<Candidate> ranked, int limit) {
    List<Candidate> top = ranked.stream().limit(limit).toList();
    Long[] ids = top.stream().map(Candidate::memory).toArray(Long[]::new);
    Map<Long, Memory> memories = new HashMap<>();
    dsl.select(MemoryRows.FIELDS)
        .from(MEMORY)
        .join(PROJECT)
        .on(PROJECT.ID.eq(MEMORY.PROJECT_ID))
        .where(MEMORY.ID.eq(DSL.any(ids)))
        .forEach(row -> memories.put(MemoryRows.required(row, MEMORY.ID), MemoryRows.memory(row)));
    Alike alike = new Alike();
    for (Candidate candidate : top) {
      Memory memory = memories.get(candidate.memory());
      // Forgotten between the two statements.
      if (memory != null) {
        alike.add(candidate, memory);
      }
    }
    Map<Long, Integer> wanted =
        alike.folds().stream()
            .collect(Collectors.toMap(f -> f.best().memory(), f -> f.best().passage()));
    Map<Long, String> texts = new SelectPassages(dsl).around(wanted);
    return alike.folds().stream()
        .map(fold ->
            new MemoryHit(
                fold.memory(),
                texts.getOrDefault(fold.best().memory(), fold.memory().text()),
                Math.round(fold.best().score() * 1000) / 1000.0,
                fold.best().why(),
                fold.others()))
        .toList();
  }
}
