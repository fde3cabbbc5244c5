package dev.consilium.tools.memories;

/** How much of a model's context a text takes, near enough to keep a budget. */
public final class Tokens {
  private Tokens() {}

  /** A token is about four letters of English, or two and a half of Russian. */
  public static int of(String text) {
    int latin = 0;
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < 128) {
        latin++;
      }
    }
    return (int) Math.ceil(latin / 4.0 + (text.length() - latin) / 2.5);
  }
}
