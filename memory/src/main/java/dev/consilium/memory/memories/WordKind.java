package dev.consilium.memory.memories;

import java.util.Set;

/** What a lexeme is, by which it weighs. */
enum WordKind {
  /** The stem of a word. */
  WORD,
  /** A name in a program, as it stands. */
  NAME,
  PREFIX,
  /** Another word for the same thing, perhaps of another language. */
  NOTION,
  DATE;

  static WordKind of(String lexeme, Set<String> names, Set<String> glosses) {
    return switch (lexeme.charAt(0)) {
      case Prefixes.MARK -> PREFIX;
      case Notions.MARK -> NOTION;
      case Dates.MARK -> DATE;
      default -> names.contains(lexeme) ? NAME : glosses.contains(lexeme) ? NOTION : WORD;
    };
  }

  /** What to tell of a hit that it found. */
  String reason() {
    return switch (this) {
      case WORD, PREFIX -> "words";
      case NAME -> "names";
      case NOTION -> "notions";
      case DATE -> "time";
    };
  }
}
