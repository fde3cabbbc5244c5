package dev.consilium.memory.bench;

import java.util.stream.IntStream;

/** Words that look like those of a language, but of none that a dictionary would know. */
final class Vocabulary {
  static final int SIZE = 30_000;

  private Vocabulary() {}

  /** The word that is so many from the most frequent one. */
  static String word(int rank) {
    StringBuilder word = new StringBuilder();
    for (int rest = rank + 500; rest > 0; rest /= 12) {
      word.append("tkrslmnpdvbg".charAt(rest % 12)).append("aeiou".charAt(rest % 5));
    }
    return word.toString();
  }

  /** All of them, the most frequent first. */
  static String[] words() {
    return IntStream.range(0, SIZE).mapToObj(Vocabulary::word).distinct().toArray(String[]::new);
  }
}
