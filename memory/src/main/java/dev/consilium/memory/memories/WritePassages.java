package dev.consilium.memory.memories;

import static dev.consilium.memory.jooq.Tables.MEMORY_OUTBOX;
import static dev.consilium.memory.jooq.Tables.MEMORY_PASSAGE;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;

/** Writes the passages by which texts are found, and puts them down to be embedded. */
final class WritePassages {
  private record Row(long memory, int number, String text, Set<String> terms) {}

  private final DSLContext dsl;
  private final long project;
  private final List<Row> rows = new ArrayList<>();

  WritePassages(DSLContext dsl, long project) {
    this.dsl = dsl;
    this.project = project;
  }

  /** {@code when} is the day that the text is about, which finds it too. */
  void add(long memory, String text, List<String> links, Instant when) {
    List<String> passages = Passages.of(text);
    for (int number = 0; number < passages.size(); number++) {
      String passage = passages.get(number);
      rows.add(new Row(memory, number, passage, Analysis.passage(project, passage, links, when)));
    }
  }

  void write() {
    if (rows.isEmpty()) {
      return;
    }
    var insert =
        dsl.insertInto(
            MEMORY_PASSAGE,
            MEMORY_PASSAGE.MEMORY_ID,
            MEMORY_PASSAGE.NUMBER,
            MEMORY_PASSAGE.TEXT,
            MEMORY_PASSAGE.TERMS);
    for (Row row : rows) {
      insert =
          insert.values(row.memory(), row.number(), row.text(), row.terms().toArray(String[]::new));
    }
    Long[] ids =
        insert.returning(MEMORY_PASSAGE.ID).fetch().stream()
            .map(r -> r.getId())
            .toArray(Long[]::new);
    int _ =
        dsl.insertInto(MEMORY_OUTBOX, MEMORY_OUTBOX.PASSAGE_ID)
            .select(DSL.select(DSL.field("unnest({0})", Long.class, DSL.val(ids))))
            .execute();
  }
}
