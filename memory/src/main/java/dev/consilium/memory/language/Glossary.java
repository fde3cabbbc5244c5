package dev.consilium.memory.language;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * English words for Russian ones, word by word: no translation, but enough for a model that knows
 * English only to see what a Russian text is about, and for English questions to meet Russian
 * words.
 */
public final class Glossary {
  private static final List<String> PARTS = List.of("software", "verbs", "nouns", "other");
  private static final Pattern RUSSIAN = Pattern.compile("[а-яёА-ЯЁ]+");

  /** Read when it is first needed. */
  private static final class Known {
    static final Map<String, List<String>> BY_STEM = read();

    private static Map<String, List<String>> read() {
      Map<String, List<String>> glosses = new HashMap<>();
      for (String part : PARTS) {
        try (InputStream file =
                Objects.requireNonNull(
                    Glossary.class.getResourceAsStream("glossary-" + part + ".txt"));
            BufferedReader lines =
                new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8))) {
          for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            String[] words = line.strip().split("\\s+", -1);
            if (words.length > 1) {
              // The first part that knows a word says what it means.
              List<String> _ =
                  glosses.putIfAbsent(Stems.of(words[0]), List.of(words).subList(1, words.length));
            }
          }
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
      return glosses;
    }
  }

  private Glossary() {}

  /** The text with English words in place of the Russian ones; unknown ones in Latin letters. */
  public static String inEnglish(String text) {
    return RUSSIAN
        .matcher(text)
        .replaceAll(word -> Matcher.quoteReplacement(inEnglishWord(word.group())));
  }

  private static String inEnglishWord(String word) {
    String small = word.toLowerCase(Locale.ROOT);
    List<String> gloss = Known.BY_STEM.get(Stems.of(small));
    return gloss == null
        ? Latin.of(small)
        : String.join(" ", gloss.subList(0, Math.min(gloss.size(), 2)));
  }

  /** The stems of the English words for the Russian words of a text. */
  public static Set<String> stems(String text) {
    Set<String> stems = new LinkedHashSet<>();
    Matcher matcher = RUSSIAN.matcher(text);
    while (matcher.find()) {
      String stem = Stems.of(matcher.group().toLowerCase(Locale.ROOT));
      for (String english : Known.BY_STEM.getOrDefault(stem, List.of())) {
        if (!CommonWords.contains(english)) {
          stems.add(Stems.of(english));
        }
      }
    }
    return stems;
  }
}
