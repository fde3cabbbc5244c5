package dev.consilium.tools.councils.items;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Knows whom "he" and "она" mean: the participant named last in the same utterance. */
final class Spoken {
  private final Owners owners;
  private final Pattern people;
  private @Nullable String last;

  Spoken(Owners owners) {
    this.owners = owners;
    this.people =
        Pattern.compile(
            "(?iuU)("
                + owners.any()
                + ")|\\b(?:(?:he|she)(?:(?='s going| will| is going| has to| must)|('ll))|(?:она|он)(?=\\s+[^.,]{0,40}?\\p{L}{2,}т(?:ся)?\\b))");
  }

  /** Begins another utterance. */
  void forget() {
    last = null;
  }

  /** The text with names for pronouns, as far as it is clear who is meant. */
  String named(String text) {
    Matcher matcher = people.matcher(text);
    StringBuilder named = new StringBuilder();
    while (matcher.find()) {
      String said = matcher.group();
      if (matcher.group(1) != null) {
        last = owners.who(said);
      } else if (last != null) {
        said = matcher.group(2) == null ? last : last + " will";
      }
      matcher.appendReplacement(named, Matcher.quoteReplacement(said));
    }
    return matcher.appendTail(named).toString();
  }
}
