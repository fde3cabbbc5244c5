package dev.consilium.memory.memories;

import static dev.consilium.memory.jooq.Tables.MEMORY_WORD;

import dev.consilium.schemas.json.Names;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record2;
import org.jooq.Result;
import org.jooq.impl.DSL;

/**
 * The known words that an unknown one may have been meant to be: with the same first letter and the
 * same or nearly the same second, and few other letters.
 */
final class Typos {
  private static final int MAX_WORDS = 4;
  private static final int MAX_NEAR = 3;
  private static final int LOOKED_AT = 2_000;

  /** A short word has few letters by which to be known. */
  private static final int SHORT = 6;

  private final DSLContext dsl;

  Typos(DSLContext dsl) {
    this.dsl = dsl;
  }

  record Near(String lexeme, int passages, int distance) {}

  /** The nearest words for each of the first unknown ones. */
  List<Near> of(List<String> unknown) {
    List<Near> near = new ArrayList<>();
    for (String word : unknown.stream().limit(MAX_WORDS).toList()) {
      near.addAll(near(word));
    }
    return near;
  }

  private List<Near> near(String word) {
    int most = word.length() < SHORT ? 1 : 2;
    List<Near> near = new ArrayList<>();
    for (Record2<String, Integer> known : alike(word, most)) {
      int distance = Names.distance(word, known.value1());
      if (distance <= most) {
        near.add(new Near(known.value1(), known.value2(), distance));
      }
    }
    near.sort(
        Comparator.comparingInt(Near::distance)
            .thenComparing(Near::passages, Comparator.reverseOrder()));
    return near.subList(0, Math.min(MAX_NEAR, near.size()));
  }

  private Result<Record2<String, Integer>> alike(String word, int most) {
    String swapped = "" + word.charAt(1) + word.charAt(0);
    Condition begins =
        MEMORY_WORD
            .LEXEME
            .like(beginning(word.substring(0, 2)))
            .or(MEMORY_WORD.LEXEME.like(beginning(swapped)))
            // The second letter is missing or one too many.
            .or(MEMORY_WORD.LEXEME.like(beginning(word.charAt(0) + word.substring(2, 3))));
    return dsl.select(MEMORY_WORD.LEXEME, MEMORY_WORD.PASSAGES)
        .from(MEMORY_WORD)
        .where(begins)
        .and(DSL.length(MEMORY_WORD.LEXEME).between(word.length() - most, word.length() + most))
        .limit(LOOKED_AT)
        .fetch();
  }

  /** Within the statement, so that its plan can use the index. */
  private static Field<String> beginning(String prefix) {
    return DSL.inline(prefix.replaceAll("([%_\\\\])", "\\\\$1") + "%");
  }
}
