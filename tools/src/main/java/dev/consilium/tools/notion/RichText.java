package dev.consilium.tools.notion;

import dev.consilium.schemas.json.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Texts in the pieces that Notion takes. */
final class RichText {
  /** Characters of one piece, counted as JavaScript does. */
  static final int PIECE = 2_000;

  /** Pieces of one text. */
  static final int PIECES = 100;

  private static final int LINK = 2_000;

  private RichText() {}

  /** Parts of at most {@code length} characters; none of them is torn in two. */
  static List<String> split(String text, int length) {
    List<String> parts = new ArrayList<>();
    int from = 0;
    while (from < text.length()) {
      int to = Math.min(text.length(), from + length);
      if (to < text.length() && Character.isHighSurrogate(text.charAt(to - 1))) {
        to--;
      }
      parts.add(text.substring(from, to));
      from = to;
    }
    return parts;
  }

  /** The text as far as it fits. */
  static ArrayNode of(String text) {
    return of(text, null, false);
  }

  static ArrayNode bold(String text) {
    return of(text, null, true);
  }

  static ArrayNode linked(String text, String url) {
    return of(text, url.length() > LINK ? null : url, false);
  }

  private static ArrayNode of(String text, @Nullable String url, boolean bold) {
    ArrayNode pieces = Json.MAPPER.createArrayNode();
    for (String part : split(text, PIECE)) {
      if (pieces.size() == PIECES) {
        break;
      }
      ObjectNode piece = pieces.addObject().put("type", "text");
      ObjectNode content = piece.putObject("text").put("content", part);
      if (url != null) {
        content.putObject("link").put("url", url);
      }
      if (bold) {
        piece.putObject("annotations").put("bold", true);
      }
    }
    return pieces;
  }
}
