package dev.consilium.transport.http;

import java.util.Locale;

/** What the {@code Accept} and {@code Content-Type} headers say. */
final class MediaTypes {
  static final String JSON = "application/json";
  static final String PROBLEM = "application/problem+json";
  static final String EVENT_STREAM = "text/event-stream";

  private MediaTypes() {}

  static boolean isJson(String contentType) {
    return name(contentType).equals(JSON);
  }

  static boolean accepts(String accept, String mediaType) {
    String anySubtype = mediaType.substring(0, mediaType.indexOf('/')) + "/*";
    for (String range : accept.split(",", -1)) {
      String name = name(range);
      if ((name.equals(mediaType) || name.equals("*/*") || name.equals(anySubtype))
          && !isExcluded(range)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isExcluded(String range) {
    return range.indexOf(';') >= 0
        && range.replace(" ", "").toLowerCase(Locale.ROOT).matches(".*;q=0(\\.0*)?$");
  }

  private static String name(String value) {
    int parameters = value.indexOf(';');
    return (parameters < 0 ? value : value.substring(0, parameters))
        .strip()
        .toLowerCase(Locale.ROOT);
  }
}
