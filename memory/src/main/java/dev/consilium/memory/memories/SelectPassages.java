package dev.consilium.memory.memories;

import static dev.consilium.memory.jooq.Tables.MEMORY_PASSAGE;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;

/**
 * Reads the passages of hits, each with the end of the one before and the beginning of the next.
 */
final class SelectPassages {
  private static final int AROUND = 200;

  private final DSLContext dsl;

  SelectPassages(DSLContext dsl) {
    this.dsl = dsl;
  }

  /** The texts by memory, of the passages with these numbers. */
  Map<Long, String> around(Map<Long, Integer> numbers) {
    if (numbers.isEmpty()) {
      return Map.of();
    }
    Map<Long, TreeMap<Integer, String>> passages = new HashMap<>();
    dsl.select(MEMORY_PASSAGE.MEMORY_ID, MEMORY_PASSAGE.NUMBER, MEMORY_PASSAGE.TEXT)
        .from(MEMORY_PASSAGE)
        .join(
            "unnest({0}, {1}) AS wanted (memory_id, number)",
            DSL.val(numbers.keySet().toArray(Long[]::new)),
            DSL.val(numbers.values().toArray(Integer[]::new)))
        .on(
            "{0} = wanted.memory_id AND {1} BETWEEN wanted.number - 1 AND wanted.number + 1",
            MEMORY_PASSAGE.MEMORY_ID, MEMORY_PASSAGE.NUMBER)
        .forEach(row ->
            passages
                .computeIfAbsent(row.value1(), _ -> new TreeMap<>())
                .put(row.value2(), row.value3()));
    Map<Long, String> texts = new HashMap<>();
    passages.forEach((memory, byNumber) -> {
      int number = numbers.getOrDefault(memory, 0);
      String before = byNumber.getOrDefault(number - 1, "");
      String after = byNumber.getOrDefault(number + 1, "");
      texts.put(
          memory,
          (before.isEmpty() ? "" : end(before) + " ")
              + byNumber.getOrDefault(number, "")
              + (after.isEmpty() ? "" : " " + beginning(after)));
    });
    return texts;
  }

  private static String end(String text) {
    if (text.length() <= AROUND) {
      return text;
    }
    int space = text.indexOf(' ', text.length() - AROUND);
    return space < 0 ? "…" : "…" + text.substring(space);
  }

  private static String beginning(String text) {
    if (text.length() <= AROUND) {
      return text;
    }
    int space = text.lastIndexOf(' ', AROUND);
    return space < 0 ? "…" : text.substring(0, space) + " …";
  }
}
