package dev.consilium.tools.councils.items;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Takes the owner out of a text where a mark tells it: "@anna", "owner: Anna", "(Anna)", "Anna: …".
 */
final class Marks {
  /**
   * What is left.
   *
   * @param called whether somebody was called by a handle, which makes an order of the text
   */
  record Read(String text, @Nullable String owner, boolean called) {}

  private static final String SAME = "(?iuU)";

  private final Owners owners;
  private final Pattern field;
  private final Pattern handle =
      Pattern.compile(
          SAME + "[—–(\\[-]?\\s*(?<![\\p{L}\\d.])@([\\p{L}\\d_.-]*[\\p{L}\\d])[)\\]]?[:,]?");
  private final Pattern before;
  private final Pattern behind;

  Marks(Owners owners) {
    this.owners = owners;
    String any = "(" + owners.any() + ")";
    this.field =
        Pattern.compile(
            SAME
                + "[,;(]?\\s*\\b(?:owner|assignee|assigned to|responsible|ответственн\\p{L}+|исполнитель|исполняет|отвечает)"
                + "\\s*(?:[:—–-]\\s*|\\s)@?(?:"
                + any
                + "|(?-i:(\\p{Lu}\\p{L}+))(?=\\s*(?:[,;.)]|$)))\\)?");
    String someone = "someone|somebody|anyone|tbd|кто-нибудь|кто-то|все|team|команда";
    this.before =
        Pattern.compile(
            SAME
                + "^\\[?(?:"
                + any
                + "(?:\\s*:|,|\\s[—–-]|])|(?:"
                + someone
                + ")\\s*(?::|\\s[—–-]))\\s+(?=\\S)");
    this.behind =
        Pattern.compile(
            SAME
                + "\\s*(?:(?:\\s[—–-]|[,;:→]|->)\\s*"
                + any
                + "|[(\\[]\\s*"
                + any
                + "\\s*[,;]?\\s*[)\\]])\\s*[,;.]?$");
  }

  /** Reads the marks of a text; in a list also those that mean nothing elsewhere. */
  Read read(String text, boolean listed) {
    String owner = null;
    boolean called = false;
    String left = text;
    Matcher matcher = field.matcher(left);
    if (matcher.find()) {
      owner = matcher.group(1) != null ? owners.who(matcher.group(1)) : matcher.group(2);
      left = without(left, matcher);
    }
    matcher = handle.matcher(left);
    if (matcher.find()) {
      String who = owners.who(matcher.group(1));
      owner = owner == null ? (who == null ? matcher.group(1) : who) : owner;
      called = matcher.start() == 0;
      left = without(left, matcher);
    }
    matcher = behind.matcher(left);
    if (owner == null && matcher.find()) {
      owner = owners.who(matcher.group(1) == null ? matcher.group(2) : matcher.group(1));
      left = without(left, matcher);
    }
    matcher = before.matcher(left);
    if (listed && matcher.find()) {
      owner = owner == null && matcher.group(1) != null ? owners.who(matcher.group(1)) : owner;
      left = left.substring(matcher.end());
    }
    return new Read(Wording.tidy(left), owner, called && Statements.isOrder(Wording.tidy(left)));
  }

  private static String without(String text, Matcher found) {
    return Wording.tidy(text.substring(0, found.start()) + " " + text.substring(found.end()));
  }
}
