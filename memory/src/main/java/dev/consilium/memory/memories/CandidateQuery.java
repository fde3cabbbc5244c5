package dev.consilium.memory.memories;

import dev.consilium.memory.memories.QueryWords.Word;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which passages are worth weighing: those that have the rarest words of a query, as many as can be
 * weighed in a few milliseconds. What has only common words stands behind them anyway.
 */
final class CandidateQuery {
  /** About so many passages may match. */
  private static final long BUDGET = 300;

  /** And never more: words may come together more often than chance would have it. */
  static final int MOST = 1_000;

  private static final int MAX_PAIRED = 8;

  private CandidateQuery() {}

  /** A {@code tsquery}; empty if no word is there to find anything. */
  static String of(QueryWords query, @Nullable Long project) {
    String any = any(query);
    return project == null || any.isEmpty()
        ? any
        : quoted(Analysis.project(project)) + " & (" + any + ")";
  }

  private static String any(QueryWords query) {
    List<Word> byRarity =
        query.words().stream().sorted(Comparator.comparingLong(Word::passages)).toList();
    List<String> alternatives = new ArrayList<>();
    long expected = 0;
    for (Word word : byRarity) {
      expected += query.expected(word.passages());
      if (expected > BUDGET) {
        break;
      }
      alternatives.add(quoted(word.lexeme()));
    }
    boolean anyKnown =
        byRarity.stream().limit(alternatives.size()).anyMatch(word -> word.passages() > 0);
    if (!anyKnown) {
      alternatives.addAll(pairs(byRarity, query));
    }
    return String.join(" | ", alternatives);
  }

  /** Where each word alone is too common: two of them together. */
  private static List<String> pairs(List<Word> byRarity, QueryWords query) {
    List<Word> common =
        byRarity.stream()
            // The beginning of a word and its notion come with the word: they are no second one.
            .filter(word -> word.passages() > 0 && !isPartOfAnother(word.kind()))
            .limit(MAX_PAIRED)
            .toList();
    record Pair(Word first, Word second, long expected) {}
    List<Pair> pairs = new ArrayList<>();
    for (int i = 0; i < common.size(); i++) {
      for (int j = i + 1; j < common.size(); j++) {
        long expected =
            common.get(i).passages() * common.get(j).passages() / Math.max(1, query.total());
        pairs.add(new Pair(common.get(i), common.get(j), expected));
      }
    }
    pairs.sort(Comparator.comparingLong(Pair::expected));
    List<String> alternatives = new ArrayList<>();
    long expected = 0;
    for (Pair pair : pairs) {
      expected += query.expected(pair.expected());
      if (!alternatives.isEmpty() && expected > BUDGET) {
        break;
      }
      alternatives.add(
          "(" + quoted(pair.first().lexeme()) + " & " + quoted(pair.second().lexeme()) + ")");
    }
    if (alternatives.isEmpty() && !common.isEmpty()) {
      alternatives.add(quoted(common.getFirst().lexeme()));
    }
    return alternatives;
  }

  private static boolean isPartOfAnother(WordKind kind) {
    return kind == WordKind.PREFIX || kind == WordKind.NOTION;
  }

  static String quoted(String lexeme) {
    return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'";
  }
}
