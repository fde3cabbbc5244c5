package dev.consilium.memory.decisions;

import static dev.consilium.memory.jooq.Tables.DECISION;

import dev.consilium.memory.Cursors;
import dev.consilium.memory.Projects;
import dev.consilium.schemas.json.Names;
import java.util.List;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * Finds decisions by their words, those of rejected alternatives too, and by what is said of them.
 */
final class SelectDecisions {
  private static final int MOST = 1_000;

  private final DSLContext dsl;
  private final DecisionFilter filter;

  SelectDecisions(DSLContext dsl, DecisionFilter filter) {
    this.dsl = dsl;
    this.filter = filter;
  }

  DecisionPage page(@Nullable String cursor, int limit) {
    String query = filter.query();
    int from = cursor == null ? 0 : (int) Math.min(MOST, Cursors.number(cursor));
    var select = dsl.select(DECISION.ID).from(DECISION).where(condition());
    List<Long> ids =
        (query == null || query.isBlank()
                ? select.orderBy(DECISION.ID.desc())
                : select.orderBy(
                    DSL.field(
                            "ts_rank({0}, {1}::tsquery)",
                            Double.class, DECISION.WORDS, DSL.inline(words(query)))
                        .desc(),
                    DECISION.ID.desc()))
            .limit(limit + 1)
            .offset(from)
            .fetch(DECISION.ID);
    boolean more = ids.size() > limit;
    List<Long> shown = more ? ids.subList(0, limit) : ids;
    return new DecisionPage(
        DecisionRows.read(dsl, shown), more ? Cursors.of((long) from + limit) : null);
  }

  /** Any of the words: what has more of them, and in better places, comes first. */
  private String words(String query) {
    return String.valueOf(
        dsl.select(
                DSL.field(
                    "replace(plainto_tsquery('pg_catalog.russian', {0})::text, '&', '|')",
                    String.class, DSL.val(query)))
            .fetchSingle()
            .value1());
  }

  private Condition condition() {
    Condition condition = DSL.noCondition();
    String project = filter.project();
    if (project != null) {
      condition = condition.and(DECISION.PROJECT_ID.eq(Projects.known(dsl, project)));
    }
    String query = filter.query();
    if (query != null && !query.isBlank()) {
      condition = condition.and("{0} @@ {1}::tsquery", DECISION.WORDS, DSL.inline(words(query)));
    }
    if (!filter.statuses().isEmpty()) {
      condition =
          condition.and(DECISION.STATUS.in(filter.statuses().stream().map(Names::of).toList()));
    }
    if (!filter.tags().isEmpty()) {
      condition = condition.and(DECISION.TAGS.contains(filter.tags().toArray(String[]::new)));
    }
    if (filter.participant() != null) {
      condition =
          condition.and(DECISION.PARTICIPANTS.contains(new String[] {filter.participant()}));
    }
    if (filter.meetingId() != null) {
      condition = condition.and(DECISION.MEETING_ID.eq(filter.meetingId()));
    }
    return condition;
  }
}
