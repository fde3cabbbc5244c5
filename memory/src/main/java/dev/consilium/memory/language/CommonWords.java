package dev.consilium.memory.language;

import java.util.Set;
import org.apache.lucene.analysis.CharArraySet;
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.analysis.ru.RussianAnalyzer;

/** Words of English and Russian that say nothing of what a text is about. */
public final class CommonWords {
  private static final CharArraySet WORDS = new CharArraySet(500, false);

  static {
    WORDS.addAll(EnglishAnalyzer.getDefaultStopSet());
    WORDS.addAll(RussianAnalyzer.getDefaultStopSet());
    WORDS.addAll(
        Set.of(
            "what", "when", "where", "which", "whom", "whose", "who", "how", "why", "does", "did",
            "do", "have", "has", "had", "about", "from", "were", "been", "some", "than", "more",
            "also", "only", "just", "like", "would", "could", "should", "can", "may", "we", "our",
            "you", "your", "he", "his", "she", "her", "its", "after", "before", "out"));
    WORDS.addAll(
        Set.of(
            "после", "когда", "какой", "какая", "какие", "какое", "почему", "зачем", "нужно",
            "можно", "есть", "было", "были", "также", "только", "чтобы", "если", "этот"));
  }

  private CommonWords() {}

  /** Whether a word in small letters is one of them. */
  public static boolean contains(String word) {
    return WORDS.contains(word);
  }
}
