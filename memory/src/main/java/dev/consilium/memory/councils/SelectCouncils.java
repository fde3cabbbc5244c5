package dev.consilium.memory.councils;

import static dev.consilium.memory.jooq.Tables.COUNCIL;

import dev.consilium.memory.Cursors;
import dev.consilium.memory.Projects;
import dev.consilium.schemas.json.Names;
import java.util.List;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** One page of the councils that fit a filter, the latest first. */
final class SelectCouncils {
  private SelectCouncils() {}

  static CouncilPage page(
      DSLContext dsl, CouncilFilter filter, @Nullable String cursor, int offset, int limit) {
    Condition condition =
        cursor == null ? DSL.noCondition() : COUNCIL.ID.lt(Cursors.number(cursor));
    String project = filter.project();
    if (project != null) {
      condition = condition.and(COUNCIL.PROJECT_ID.eq(Projects.known(dsl, project)));
    }
    if (filter.meetingId() != null) {
      condition = condition.and(COUNCIL.MEETING_ID.eq(filter.meetingId()));
    }
    if (!filter.statuses().isEmpty()) {
      condition =
          condition.and(
              COUNCIL.STATUS.in(
                  filter.statuses().stream().map(Names::of).map(DSL::inline).toList()));
    }
    List<Council> found =
        dsl.selectFrom(COUNCIL)
            .where(condition)
            .orderBy(COUNCIL.ID.desc())
            .limit(DSL.inline(limit + 1))
            .offset(offset)
            .fetch(row -> CouncilRows.council(dsl, row));
    boolean more = found.size() > limit;
    List<Council> shown = more ? found.subList(0, limit) : found;
    return new CouncilPage(
        shown, more ? Cursors.of(CouncilRows.number(shown.getLast().id())) : null);
  }
}
