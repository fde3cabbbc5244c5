package dev.consilium.memory.memories;

import dev.consilium.schemas.json.Assignments;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What counts how much when memories are searched. The defaults are measured with {@code
 * scripts/bench retrieval}.
 *
 * @param meaning the share of vectors in the score; words have the rest
 * @param covered the share of a question's words that a good match has; with less, words count less
 * @param prefix how much the beginning of a word counts, beside 1 for its stem
 * @param notion how much another word for the same thing counts
 * @param date how much a date counts
 * @param name how much a name in a program counts
 * @param typo how much a word counts that is only nearly the one asked for
 * @param time how much is added to what fits the dates of the question best
 * @param context how much of the score of what was written down right before or after is added
 * @param group how much of the score of the best of the same source is added
 * @param recency the share of the score that age takes away
 * @param importance the share of the score that lacking importance takes away
 * @param helpful the share of the score that lacking or bad experience takes away
 * @param halfLifeDays the age at which half of the recency is gone
 */
public record SearchWeights(
    double meaning,
    double covered,
    double prefix,
    double notion,
    double date,
    double name,
    double typo,
    double time,
    double context,
    double group,
    double recency,
    double importance,
    double helpful,
    double halfLifeDays) {
  public static final SearchWeights DEFAULT =
      new SearchWeights(0.5, 1.0, 0.2, 0.6, 1.0, 1.2, 0.6, 0.4, 0.4, 0.1, 0.05, 0.05, 0.05, 90);

  private static final Pattern NUMBER = Pattern.compile("\\d{1,6}(\\.\\d+)?");

  /**
   * Reads {@code meaning=0.6,context=0.2}; what is not named stays as it is by default.
   *
   * @throws IllegalArgumentException that says what is wrong
   */
  public static SearchWeights parse(String text) {
    Map<String, Double> values = DEFAULT.byName();
    Assignments.parse(text, values.keySet(), NUMBER, "NUMBER")
        .forEach((name, number) -> values.put(name, Double.valueOf(number)));
    List<Double> v = List.copyOf(values.values());
    return new SearchWeights(
        v.get(0), v.get(1), v.get(2), v.get(3), v.get(4), v.get(5), v.get(6), v.get(7), v.get(8),
        v.get(9), v.get(10), v.get(11), v.get(12), v.get(13));
  }

  /** In the order of the components. */
  private Map<String, Double> byName() {
    Map<String, Double> values = new LinkedHashMap<>();
    values.put("meaning", meaning);
    values.put("covered", covered);
    values.put("prefix", prefix);
    values.put("notion", notion);
    values.put("date", date);
    values.put("name", name);
    values.put("typo", typo);
    values.put("time", time);
    values.put("context", context);
    values.put("group", group);
    values.put("recency", recency);
    values.put("importance", importance);
    values.put("helpful", helpful);
    values.put("half_life_days", halfLifeDays);
    return values;
  }

  double of(WordKind kind) {
    return switch (kind) {
      case WORD -> 1;
      case NAME -> name;
      case PREFIX -> prefix;
      case NOTION -> notion;
      case DATE -> date;
    };
  }
}
