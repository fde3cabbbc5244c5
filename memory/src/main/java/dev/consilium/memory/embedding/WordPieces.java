package dev.consilium.memory.embedding;

import dev.consilium.schemas.json.Json;
import java.io.InputStream;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * Cuts texts into the pieces of words that BERT models know (WordPiece, uncased), by a {@code
 * tokenizer.json}. It is here because the libraries for it bring native code of their own.
 */
final class WordPieces {
  private static final int LONGEST_WORD = 100;
  private static final String CONTINUED = "##";

  private final Map<String, Integer> vocabulary = new HashMap<>();
  private final int maxTokens;
  private final int unknown;
  private final int first;
  private final int last;

  WordPieces(InputStream file, int maxTokens) {
    JsonNode vocab = Json.MAPPER.readTree(file).path("model").path("vocab");
    vocab.properties().forEach(e -> vocabulary.put(e.getKey(), e.getValue().intValue()));
    this.maxTokens = maxTokens;
    unknown = special("[UNK]");
    first = special("[CLS]");
    last = special("[SEP]");
  }

  private int special(String token) {
    Integer id = vocabulary.get(token);
    if (id == null) {
      throw new IllegalArgumentException("the vocabulary has no " + token);
    }
    return id;
  }

  /** The ids of a text's pieces between those of its beginning and end. */
  long[] ids(String text) {
    long[] ids = new long[maxTokens];
    int count = 0;
    ids[count++] = first;
    for (String word : words(text)) {
      for (int piece : pieces(word)) {
        if (count == maxTokens - 1) {
          break;
        }
        ids[count++] = piece;
      }
    }
    ids[count++] = last;
    return Arrays.copyOf(ids, count);
  }

  private List<Integer> pieces(String word) {
    if (word.codePointCount(0, word.length()) > LONGEST_WORD) {
      return List.of(unknown);
    }
    List<Integer> pieces = new ArrayList<>();
    int from = 0;
    while (from < word.length()) {
      String prefix = from == 0 ? "" : CONTINUED;
      int to = word.length();
      Integer id = vocabulary.get(prefix + word.substring(from, to));
      while (id == null && to > from + 1) {
        to--;
        id = vocabulary.get(prefix + word.substring(from, to));
      }
      if (id == null) {
        return List.of(unknown);
      }
      pieces.add(id);
      from = to;
    }
    return pieces;
  }

  /** Words and single marks, in small letters without accents. */
  private static List<String> words(String text) {
    String plain = Normalizer.normalize(text.toLowerCase(Locale.ROOT), Normalizer.Form.NFD);
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    plain
        .codePoints()
        .forEach(c -> {
          int type = Character.getType(c);
          if (type == Character.NON_SPACING_MARK || isControl(c, type)) {
            return;
          }
          boolean space = Character.isWhitespace(c) || type == Character.SPACE_SEPARATOR;
          boolean alone = isMark(c, type) || Character.isIdeographic(c);
          if (space || alone) {
            end(word, words);
          }
          if (!space) {
            word.appendCodePoint(c);
          }
          if (alone) {
            end(word, words);
          }
        });
    end(word, words);
    return words;
  }

  private static void end(StringBuilder word, List<String> words) {
    if (!word.isEmpty()) {
      words.add(word.toString());
      word.setLength(0);
    }
  }

  private static boolean isControl(int c, int type) {
    return c == 0
        || c == 0xFFFD
        || (type == Character.CONTROL && c != '\t' && c != '\n' && c != '\r')
        || type == Character.FORMAT;
  }

  /** All of ASCII that is no letter, digit or space, and what Unicode calls punctuation. */
  private static boolean isMark(int c, int type) {
    return (c >= 33 && c <= 47)
        || (c >= 58 && c <= 64)
        || (c >= 91 && c <= 96)
        || (c >= 123 && c <= 126)
        || switch (type) {
          case Character.CONNECTOR_PUNCTUATION,
              Character.DASH_PUNCTUATION,
              Character.START_PUNCTUATION,
              Character.END_PUNCTUATION,
              Character.INITIAL_QUOTE_PUNCTUATION,
              Character.FINAL_QUOTE_PUNCTUATION,
              Character.OTHER_PUNCTUATION ->
              true;
          default -> false;
        };
  }
}
