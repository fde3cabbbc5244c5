package dev.consilium.tools.models;

import java.util.regex.Pattern;

/** What a model says, without what it thinks. */
final class Spoken {
  private static final Pattern THOUGHT =
      Pattern.compile("(?s)<think(?:ing)?>.*?(?:</think(?:ing)?>|$)");

  private Spoken() {}

  static String of(String answer) {
    return THOUGHT.matcher(answer).replaceAll("").strip();
  }
}
