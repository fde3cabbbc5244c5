package dev.consilium.tools.councils.items;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The ways of saying that something is to be done, one clause at a time. */
final class Statements {
  /** What is to be done, and by whom as far as the clause tells. */
  record Task(String what, @Nullable String owner) {}

  /**
   * Of a clause.
   *
   * @param agreed whether it was agreed upon, so that less will do
   * @param due whether a day was named
   */
  record Clause(String text, @Nullable String speaker, boolean agreed, boolean due) {}

  interface Reading {
    @Nullable Task task(Matcher found, Clause clause);
  }

  record Way(Pattern pattern, Reading reading) {
    static Way of(String regex, Reading reading) {
      return new Way(Pattern.compile("(?iuU)" + regex), reading);
    }
  }

  static final String START =
      "(?:^|[,:;—–]\\s*|\\b(?:so|and|that|then|but|while|что|а|и|но|то|тогда|пусть|first|сначала|сперва|потом|затем)\\s+)";
  static final String ALSO =
      "(?:(?:also|then|now|still|just|first|please|сначала|также|тоже|ещё|еще|потом|затем|тогда|сразу|теперь|уже|пока|пусть|сперва)\\s+){0,4}";

  private final List<Way> ways = new ArrayList<>();

  Statements(Owners owners) {
    ways.addAll(EnglishStatements.ways(owners));
    ways.addAll(RussianStatements.ways(owners));
  }

  /** The task of a clause; null if it tells of none. */
  @Nullable Task task(Clause clause) {
    for (Way way : ways) {
      Matcher matcher = way.pattern().matcher(clause.text());
      while (matcher.find()) {
        Task task = way.reading().task(matcher, clause);
        if (task != null) {
          return task;
        }
      }
    }
    return null;
  }

  /** Whether a text begins as an order, or names what to do. */
  static boolean isOrder(String text) {
    return EnglishStatements.isOrder(text) || RussianStatements.isOrder(text);
  }
}
