package dev.consilium.memory.memories;

import dev.consilium.memory.language.Stems;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the words of a text stand for where people have several words for one thing, in English and
 * Russian: {@code =queue} for "queue", "backlog" and "очередь". The words are in {@code
 * notions.txt}.
 */
final class Notions {
  static final char MARK = '=';

  private static final Pattern WORD = Pattern.compile("[\\p{L}][\\p{L}\\p{N}]*");

  /** Read when it is first needed. */
  private static final class Known {
    static final Map<String, Set<String>> BY_STEM = read();

    private static Map<String, Set<String>> read() {
      Map<String, Set<String>> notions = new HashMap<>();
      try (BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(
                  Objects.requireNonNull(Notions.class.getResourceAsStream("notions.txt")),
                  StandardCharsets.UTF_8))) {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          if (!line.isBlank() && !line.startsWith("#")) {
            String[] words = line.strip().split("\\s+", -1);
            for (String word : words) {
              notions
                  .computeIfAbsent(Stems.of(word), _ -> new LinkedHashSet<>())
                  .add(MARK + words[0]);
            }
          }
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return notions;
    }
  }

  private Notions() {}

  static Set<String> of(String text) {
    Set<String> notions = new LinkedHashSet<>();
    Matcher matcher = WORD.matcher(text);
    while (matcher.find()) {
      notions.addAll(
          Known.BY_STEM.getOrDefault(Stems.of(matcher.group().toLowerCase(Locale.ROOT)), Set.of()));
    }
    return notions;
  }
}
