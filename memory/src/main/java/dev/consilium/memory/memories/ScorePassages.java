package dev.consilium.memory.memories;

import dev.consilium.memory.memories.QueryWords.Word;
import dev.consilium.memory.memories.SelectMatches.Match;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * Scores passages by their words (BM25) and by how near they are, for the candidates they are of.
 */
final class ScorePassages {
  private static final double K1 = 1.2;
  private static final double B = 0.5;

  /** What is less near than this, among the nearest, is not told to be near. */
  private static final double TOLD = 0.3;

  private final QueryWords words;
  private final SearchWeights weights;

  ScorePassages(QueryWords words, SearchWeights weights) {
    this.words = words;
    this.weights = weights;
  }

  private record Scored(Match match, double words, double dates, Set<String> why) {}

  /** Brings both scores to a scale from 0 to 1 and adds them. */
  void score(List<Match> matches) {
    double average = matches.stream().mapToInt(Match::size).average().orElse(1);
    List<Scored> scored = matches.stream().map(match -> byWords(match, average)).toList();
    double topWords =
        Math.max(
            weights.covered() * words.ideal(),
            scored.stream().mapToDouble(Scored::words).max().orElse(0));
    double topDates = scored.stream().mapToDouble(Scored::dates).max().orElse(0);
    double[] near =
        matches.stream()
            .map(Match::near)
            .filter(Objects::nonNull)
            .mapToDouble(Double::doubleValue)
            .sorted()
            .toArray();
    double low = near.length == 0 ? 0 : near[0];
    double high = near.length == 0 ? 1 : near[near.length - 1];
    for (Scored passage : scored) {
      Match match = passage.match();
      // What is not embedded is not to stand behind what only happens to be nearest.
      double share = near.length == 0 || match.wordsOnly() ? 0 : weights.meaning();
      double byWords = topWords == 0 ? 0 : passage.words() / topWords;
      double byMeaning =
          match.near() == null ? 0 : high > low ? (match.near() - low) / (high - low) : 1;
      if (byMeaning > TOLD) {
        passage.why().add("meaning");
      }
      match
          .candidate()
          .passage(
              match.number(),
              share * byMeaning
                  + (1 - share) * byWords
                  + (topDates == 0 ? 0 : weights.time() * passage.dates() / topDates),
              passage.why());
    }
  }

  private Scored byWords(Match match, double average) {
    double sum = 0;
    double dates = 0;
    Set<String> why = new TreeSet<>();
    for (int i = 0; i < words.words().size(); i++) {
      if (match.has(i)) {
        Word word = words.words().get(i);
        sum += word.weight();
        dates += word.kind() == WordKind.DATE ? word.weight() : 0;
        why.add(word.kind().reason());
      }
    }
    double size = match.size() / average;
    return new Scored(match, sum * (K1 + 1) / (1 + K1 * (1 - B + B * size)), dates, why);
  }
}
