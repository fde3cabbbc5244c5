package dev.consilium.memory;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Where the next page begins, as clients carry it: opaque, and made of the last key of this page.
 */
public final class Cursors {
  private Cursors() {}

  public static String of(long lastId) {
    return of(Long.toString(lastId, Character.MAX_RADIX));
  }

  public static String of(String lastName) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(lastName.getBytes(StandardCharsets.UTF_8));
  }

  public static long number(String cursor) {
    try {
      return Long.parseLong(text(cursor), Character.MAX_RADIX);
    } catch (NumberFormatException e) {
      throw refused();
    }
  }

  public static String text(String cursor) {
    try {
      String text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
      if (text.indexOf('\0') >= 0) {
        throw refused();
      }
      return text;
    } catch (IllegalArgumentException e) {
      throw refused();
    }
  }

  private static Refused refused() {
    return new Refused("cursor", "is not one that was given; leave it out to begin.");
  }
}
