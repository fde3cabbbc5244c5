package dev.consilium.tools.sandbox;

import dev.consilium.tools.sandbox.Outcome.OutputFile;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;

/** What a file is, by what is in it; its name only tells kinds of text apart. */
final class MimeTypes {
  private static final Map<String, String> IMAGES =
      Map.of(
          "89504e470d0a1a0a", "image/png",
          "ffd8ff", "image/jpeg",
          "474946383761", "image/gif",
          "474946383961", "image/gif");

  private static final Map<String, String> TEXTS =
      Map.of(
          "csv", "text/csv",
          "html", "text/html",
          "json", "application/json",
          "md", "text/markdown",
          "svg", "image/svg+xml",
          "xml", "application/xml");

  private static final String PLAIN = "text/plain";
  private static final String BYTES = "application/octet-stream";

  private MimeTypes() {}

  static String of(OutputFile file) {
    byte[] content = file.content();
    String begin = HexFormat.of().formatHex(content, 0, Math.min(16, content.length));
    if (begin.startsWith("52494646") && begin.startsWith("57454250", 16)) {
      return "image/webp";
    }
    for (var image : IMAGES.entrySet()) {
      if (begin.startsWith(image.getKey())) {
        return image.getValue();
      }
    }
    if (begin.startsWith("255044462d")) {
      return "application/pdf";
    }
    String name = file.path().toLowerCase(Locale.ROOT);
    String extension = name.substring(name.lastIndexOf('.') + 1);
    return isText(content) ? TEXTS.getOrDefault(extension, PLAIN) : BYTES;
  }

  /** Whether it can be shown as it is. */
  static boolean isText(String mimeType) {
    return mimeType.equals(PLAIN) || TEXTS.containsValue(mimeType);
  }

  /** Whether clients show it as a picture. */
  static boolean isImage(String mimeType) {
    return mimeType.equals("image/webp") || IMAGES.containsValue(mimeType);
  }

  private static boolean isText(byte[] content) {
    for (byte b : content) {
      if (b == 0) {
        return false;
      }
    }
    try {
      var _ = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }
}
