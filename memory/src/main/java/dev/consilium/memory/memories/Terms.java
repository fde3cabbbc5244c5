package dev.consilium.memory.memories;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The names in a text that stand for themselves, such as {@code TaskStore.java}, {@code
 * max_body_bytes}, {@code ERR-1042} and {@code task-17}: whole and in their parts, in small
 * letters.
 */
final class Terms {
  private static final Pattern TOKEN = Pattern.compile("[\\p{L}\\p{N}_$#][\\p{L}\\p{N}_$#./:@-]*");
  private static final Pattern PARTS =
      Pattern.compile("[^\\p{L}\\p{N}]+|(?<=[a-zа-я0-9])(?=[A-ZА-Я])");
  private static final Pattern END = Pattern.compile("[./:@#$-]+$");
  private static final int MAX_LENGTH = 200;
  private static final int MAX_TERMS = 500;

  private Terms() {}

  static List<String> of(String text) {
    Set<String> terms = new LinkedHashSet<>();
    Matcher matcher = TOKEN.matcher(text);
    while (matcher.find() && terms.size() < MAX_TERMS) {
      String token = END.matcher(matcher.group()).replaceFirst("");
      if (token.length() <= MAX_LENGTH && isName(token)) {
        terms.add(token.toLowerCase(Locale.ROOT));
        for (String part : PARTS.split(token, -1)) {
          if (part.length() > 1) {
            terms.add(part.toLowerCase(Locale.ROOT));
          }
        }
      }
    }
    return List.copyOf(terms);
  }

  /** A word of a language has none of these. */
  private static boolean isName(String token) {
    boolean letter = false;
    boolean digit = false;
    boolean lower = false;
    boolean hump = false;
    for (int i = 0; i < token.length(); i++) {
      char c = token.charAt(i);
      letter |= Character.isLetter(c);
      digit |= Character.isDigit(c);
      hump |= lower && Character.isUpperCase(c);
      lower = Character.isLowerCase(c);
      if (i > 0 && "_$#./:@".indexOf(c) >= 0) {
        return true;
      }
    }
    return hump || (digit && letter) || (digit && token.length() > 2);
  }
}
