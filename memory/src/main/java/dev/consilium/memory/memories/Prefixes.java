package dev.consilium.memory.memories;

import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.lucene.analysis.CharArraySet;
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.analysis.ru.RussianAnalyzer;

/**
 * The beginnings of words in Latin letters, such as {@code ^deplo} of "deployment" and "деплой":
 * what a stemmer takes for different words, and words that one language took over from the other.
 */
final class Prefixes {
  static final char MARK = '^';

  private static final int LENGTH = 5;
  private static final Pattern WORD = Pattern.compile("\\p{L}{4,}");

  private static final Set<String> ALSO_COMMON =
      Set.of(
          "what", "when", "where", "which", "whom", "whose", "does", "did", "have", "about", "from",
          "were", "been", "some", "than", "more", "also", "only", "just", "like", "would", "could",
          "should", "после", "когда", "какой", "какая", "какие", "какое", "почему", "зачем",
          "нужно", "можно", "есть", "было", "были", "также", "только", "чтобы", "если", "этот");

  /** Words that say nothing of what a text is about. */
  private static final CharArraySet COMMON =
      CharArraySet.unmodifiableSet(
          union(EnglishAnalyzer.getDefaultStopSet(), RussianAnalyzer.getDefaultStopSet()));

  private static final Map<Character, String> LATIN =
      Map.ofEntries(
          Map.entry('а', "a"),
          Map.entry('б', "b"),
          Map.entry('в', "v"),
          Map.entry('г', "g"),
          Map.entry('д', "d"),
          Map.entry('е', "e"),
          Map.entry('ё', "e"),
          Map.entry('ж', "zh"),
          Map.entry('з', "z"),
          Map.entry('и', "i"),
          Map.entry('й', "y"),
          Map.entry('к', "k"),
          Map.entry('л', "l"),
          Map.entry('м', "m"),
          Map.entry('н', "n"),
          Map.entry('о', "o"),
          Map.entry('п', "p"),
          Map.entry('р', "r"),
          Map.entry('с', "s"),
          Map.entry('т', "t"),
          Map.entry('у', "u"),
          Map.entry('ф', "f"),
          Map.entry('х', "h"),
          Map.entry('ц', "c"),
          Map.entry('ч', "ch"),
          Map.entry('ш', "sh"),
          Map.entry('щ', "sch"),
          Map.entry('ъ', ""),
          Map.entry('ы', "y"),
          Map.entry('ь', ""),
          Map.entry('э', "e"),
          Map.entry('ю', "yu"),
          Map.entry('я', "ya"));

  private Prefixes() {}

  static Set<String> of(String text) {
    Set<String> prefixes = new LinkedHashSet<>();
    Matcher matcher = WORD.matcher(text);
    while (matcher.find()) {
      String word = matcher.group().toLowerCase(Locale.ROOT);
      String latin = COMMON.contains(word) ? "" : latin(word);
      if (latin.length() >= LENGTH - 1) {
        prefixes.add(MARK + latin.substring(0, Math.min(LENGTH, latin.length())));
      }
    }
    return prefixes;
  }

  private static CharArraySet union(CharArraySet english, CharArraySet russian) {
    CharArraySet all = CharArraySet.copy(english);
    all.addAll(russian);
    all.addAll(ALSO_COMMON);
    return all;
  }

  private static String latin(String word) {
    StringBuilder latin = new StringBuilder();
    for (int i = 0; i < word.length(); i++) {
      char c = word.charAt(i);
      // Both languages' letters for one sound: "cache" has its own, "config" and "конфиг" meet.
      String letter = LATIN.getOrDefault(c, String.valueOf(c));
      latin.append(letter.equals("c") ? "k" : letter);
    }
    return latin.toString();
  }
}
