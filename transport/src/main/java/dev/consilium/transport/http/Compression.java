package dev.consilium.transport.http;

import dev.consilium.transport.RequestHead;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/** Answers of plain routes as gzip. */
final class Compression {
  /** Less fits into one packet anyway. */
  private static final int SHORT = 1_024;

  private Compression() {}

  static boolean isWanted(RequestHead head, String contentType, byte[] content) {
    return content.length > SHORT
        && isText(contentType)
        && head.headers().get("Accept-Encoding").filter(Compression::accepts).isPresent();
  }

  private static boolean isText(String contentType) {
    return contentType.startsWith("text/")
        || contentType.contains("json")
        || contentType.contains("javascript")
        || contentType.contains("svg");
  }

  private static boolean accepts(String encodings) {
    for (String encoding : encodings.toLowerCase(Locale.ROOT).split(",", -1)) {
      String[] parts = encoding.replace(" ", "").split(";", 2);
      if (parts[0].equals("gzip") || parts[0].equals("*")) {
        return parts.length == 1 || !parts[1].matches("q=0(\\.0*)?");
      }
    }
    return false;
  }

  static byte[] gzip(byte[] content) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(content.length / 4);
    try (OutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  static Map<String, String> headers(Map<String, String> headers) {
    Map<String, String> all = new HashMap<>(headers);
    all.put("Content-Encoding", "gzip");
    all.put("Vary", "Accept-Encoding");
    return all;
  }
}
