package dev.consilium.memory.memories;

import dev.consilium.memory.language.CommonWords;
import dev.consilium.memory.language.Latin;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The beginnings of words in Latin letters, such as {@code ^deplo} of "deployment" and "деплой":
 * what a stemmer takes for different words, and words that one language took over from the other.
 */
final class Prefixes {
  static final char MARK = '^';

  private static final int LENGTH = 5;
  private static final Pattern WORD = Pattern.compile("\\p{L}{4,}");

  private Prefixes() {}

  static Set<String> of(String text) {
    Set<String> prefixes = new LinkedHashSet<>();
    Matcher matcher = WORD.matcher(text);
    while (matcher.find()) {
      String word = matcher.group().toLowerCase(Locale.ROOT);
      String latin = CommonWords.contains(word) ? "" : latin(word);
      if (latin.length() >= LENGTH - 1) {
        prefixes.add(MARK + latin.substring(0, Math.min(LENGTH, latin.length())));
      }
    }
    return prefixes;
  }

  /** Both languages' letters for one sound, so that "config" and "конфиг" meet. */
  private static String latin(String word) {
    return Latin.of(word).replaceAll("c(?!h)", "k");
  }
}
