package dev.consilium.memory.memories;

import static dev.consilium.memory.jooq.Tables.MEMORY_WORD;

import dev.consilium.memory.language.Glossary;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jooq.DSLContext;
import org.jooq.Record3;
import org.jooq.Result;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** The words of a query as the full-text index has them, the weightiest first. */
final class QueryWords {
  /** Their matches are told in the bits of one number. */
  static final int MAX = 60;

  private static final int SHORTEST_TYPO = 4;

  /**
   * A word of the query.
   *
   * @param passages how many have it
   * @param weight of its kind, times its inverse document frequency as BM25 has it
   */
  record Word(String lexeme, WordKind kind, long passages, double weight) {}

  private final List<Word> words;
  private final long total;
  private final long ofProject;

  private QueryWords(List<Word> words, long total, long ofProject) {
    this.words = words;
    this.total = total;
    this.ofProject = ofProject;
  }

  static QueryWords of(
      DSLContext dsl, String query, @Nullable Long project, Instant now, SearchWeights weights) {
    Set<String> names = Set.copyOf(Terms.of(query));
    Set<String> glosses = Glossary.stems(query);
    Set<String> terms = Analysis.terms(query, now);
    if (project != null) {
      terms.add(Analysis.project(project));
    }
    Result<Record3<String, Integer, Integer>> known =
        dsl.select(
                DSL.field("w.lexeme", String.class),
                DSL.coalesce(MEMORY_WORD.PASSAGES, 0),
                DSL.field(
                    "coalesce((SELECT passages FROM memory_word WHERE lexeme = ''), 0)",
                    Integer.class))
            .from(
                "(SELECT DISTINCT unnest(tsvector_to_array("
                    + "to_tsvector('pg_catalog.russian', {0})) || {1}) AS lexeme) AS w",
                DSL.val(query), DSL.val(terms.toArray(String[]::new)))
            .leftJoin(MEMORY_WORD)
            .on(MEMORY_WORD.LEXEME.eq(DSL.field("w.lexeme", String.class)))
            .fetch();
    long total = known.isEmpty() ? 0 : known.getFirst().value3();
    Map<String, Word> words = new LinkedHashMap<>();
    List<String> unknown = new ArrayList<>();
    long ofProject = total;
    for (Record3<String, Integer, Integer> row : known) {
      if (project != null && row.value1().equals(Analysis.project(project))) {
        ofProject = row.value2();
        continue;
      }
      WordKind kind = WordKind.of(row.value1(), names, glosses);
      words.put(row.value1(), word(row.value1(), kind, row.value2(), total, weights.of(kind)));
      if (row.value2() == 0
          && row.value1().length() >= SHORTEST_TYPO
          && (kind == WordKind.WORD || kind == WordKind.NAME)) {
        unknown.add(row.value1());
      }
    }
    for (Typos.Near near : new Typos(dsl).of(unknown)) {
      words.putIfAbsent(
          near.lexeme(),
          word(
              near.lexeme(),
              WordKind.WORD,
              near.passages(),
              total,
              weights.typo() / near.distance()));
    }
    return new QueryWords(
        words.values().stream()
            .sorted(Comparator.comparingDouble(Word::weight).reversed())
            .limit(MAX)
            .toList(),
        total,
        ofProject);
  }

  private static Word word(String lexeme, WordKind kind, long passages, long total, double weight) {
    double all = Math.max(total, passages);
    double rarity = Math.log(1 + (all - passages + 0.5) / (passages + 0.5));
    return new Word(lexeme, kind, passages, weight * rarity);
  }

  /** The score of a passage that has each word itself. */
  double ideal() {
    return words.stream()
        .filter(word -> word.kind() == WordKind.WORD || word.kind() == WordKind.NAME)
        .mapToDouble(Word::weight)
        .sum();
  }

  boolean isEmpty() {
    return words.isEmpty();
  }

  List<Word> words() {
    return words;
  }

  /** How many of so many passages belong to the project, if its share is that of all words. */
  long expected(long passages) {
    return total == 0 ? passages : passages * Math.min(ofProject, total) / total;
  }

  /** How many passages there are, as far as they were counted. */
  long total() {
    return total;
  }
}
