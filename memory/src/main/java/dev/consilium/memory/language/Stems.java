package dev.consilium.memory.language;

import org.tartarus.snowball.SnowballStemmer;
import org.tartarus.snowball.ext.EnglishStemmer;
import org.tartarus.snowball.ext.RussianStemmer;

/** The stems of words, as PostgreSQL's dictionaries make them too. */
public final class Stems {
  private Stems() {}

  public static boolean isRussian(String word) {
    return Character.UnicodeScript.of(word.codePointAt(0)) == Character.UnicodeScript.CYRILLIC;
  }

  /** The stem of a word in small letters, of English or Russian by its script. */
  public static String of(String word) {
    SnowballStemmer stemmer = isRussian(word) ? new RussianStemmer() : new EnglishStemmer();
    stemmer.setCurrent(word.replace('ё', 'е'));
    boolean _ = stemmer.stem();
    return stemmer.getCurrent();
  }
}
