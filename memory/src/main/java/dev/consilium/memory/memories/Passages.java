package dev.consilium.memory.memories;

import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a long text into passages that can be found by themselves: at paragraphs, then sentences.
 */
final class Passages {
  /** About 200 tokens: what a small embedding model reads well, and a reader takes in at once. */
  private static final int TARGET = 900;

  private Passages() {}

  /** Whether a text is short enough to be its only passage. */
  static boolean isOne(String text) {
    return text.length() <= TARGET;
  }

  static List<String> of(String text) {
    List<String> passages = new ArrayList<>();
    StringBuilder passage = new StringBuilder();
    for (String piece : pieces(text)) {
      if (!passage.isEmpty() && passage.length() + piece.length() > TARGET) {
        passages.add(passage.toString().strip());
        passage.setLength(0);
      }
      passage.append(piece);
    }
    if (!passage.toString().isBlank() || passages.isEmpty()) {
      passages.add(passage.toString().strip());
    }
    return passages;
  }

  /** The text in pieces that are no longer than a passage, with what stands between them. */
  private static List<String> pieces(String text) {
    List<String> pieces = new ArrayList<>();
    int from = 0;
    while (from < text.length()) {
      int to = text.length() - from <= TARGET ? text.length() : cut(text, from);
      pieces.add(text.substring(from, to));
      from = to;
    }
    return pieces;
  }

  private static int cut(String text, int from) {
    int limit = from + TARGET;
    for (String end : List.of("\n\n", "\n", ". ", "! ", "? ", "; ", " ")) {
      int at = text.lastIndexOf(end, limit - end.length());
      if (at > from + TARGET / 3) {
        return at + end.length();
      }
    }
    return Character.isLowSurrogate(text.charAt(limit)) ? limit - 1 : limit;
  }
}
