package dev.consilium.memory.decisions;

import static dev.consilium.memory.jooq.Tables.DECISION;

import dev.consilium.memory.decisions.Recorded.Warning;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;

/** Accepted decisions that a new one may contradict: they govern the same, or answer the same. */
final class FindConflicts {
  private static final int LOOKED_AT = 500;

  /** Of the words of the shorter of two questions, so many are the same. */
  private static final double ALIKE = 0.6;

  private final DSLContext dsl;
  private final long project;

  FindConflicts(DSLContext dsl, long project) {
    this.dsl = dsl;
    this.project = project;
  }

  /** {@code linked}: those that the new decision itself speaks of. */
  List<Warning> with(Draft draft, Set<Long> linked) {
    List<Warning> warnings = new ArrayList<>();
    String asked = draft.title() + " " + draft.question();
    var alike =
        DSL.field(
            """
            (SELECT count(*) FILTER (WHERE w = ANY (tsvector_to_array({0})))::float8
                    / greatest(3, least(count(*), cardinality(tsvector_to_array({0}))))
             FROM unnest(tsvector_to_array(to_tsvector('pg_catalog.russian', {1}))) AS w)\
            """,
            Double.class,
            DSL.field(
                "to_tsvector('pg_catalog.russian', {0} || ' ' || {1})",
                DECISION.TITLE, DECISION.QUESTION),
            DSL.val(asked));
    dsl.select(DECISION.ID, DECISION.TITLE, DECISION.CHOICE, DECISION.FILES, alike)
        .from(DECISION)
        .where(DecisionRows.accepted(project), DECISION.ID.notIn(linked))
        .orderBy(DECISION.ID.desc())
        .limit(LOOKED_AT)
        .forEach(row -> {
          if (row.value3().strip().equalsIgnoreCase(draft.choice().strip())) {
            return;
          }
          String file = FilePatterns.covering(List.of(row.value4()), draft.files());
          if (!file.isEmpty()) {
            warnings.add(warning(row.value1(), row.value2(), row.value3(), "governs " + file));
          } else if (row.value5() >= ALIKE) {
            warnings.add(
                warning(row.value1(), row.value2(), row.value3(), "answers a like question"));
          }
        });
    return warnings;
  }

  private static Warning warning(long id, String title, String choice, String why) {
    return new Warning(DecisionRows.id(id), title, choice, why);
  }
}
