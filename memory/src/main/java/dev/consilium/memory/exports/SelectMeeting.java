package dev.consilium.memory.exports;

import static dev.consilium.memory.jooq.Tables.COUNCIL;
import static dev.consilium.memory.jooq.Tables.DECISION;
import static dev.consilium.memory.jooq.Tables.PROJECT;

import dev.consilium.memory.Projects;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Finds the meeting of a decision, and the decision of a meeting. The decision that a council ended
 * in has the key of the meeting, without a council the first one has it; further ones of the same
 * meeting have a key of their own.
 */
final class SelectMeeting {
  private final DSLContext dsl;

  SelectMeeting(DSLContext dsl) {
    this.dsl = dsl;
  }

  Optional<Meeting> ofDecision(long decision) {
    var row =
        dsl.select(PROJECT.NAME, DECISION.PROJECT_ID, DECISION.MEETING_ID)
            .from(DECISION)
            .join(PROJECT)
            .on(PROJECT.ID.eq(DECISION.PROJECT_ID))
            .where(DECISION.ID.eq(decision))
            .fetchOne();
    if (row == null) {
      return Optional.empty();
    }
    String meeting = row.value3();
    if (meeting == null) {
      return Optional.of(new Meeting(row.value1(), id(decision), id(decision), null));
    }
    Optional<Meeting> main = ofMeeting(row.value2(), row.value1(), meeting);
    return main.filter(m -> m.decision().equals(id(decision)))
        .or(() ->
            Optional.of(
                new Meeting(row.value1(), meeting + "/" + id(decision), id(decision), null)));
  }

  Optional<Meeting> ofMeeting(String project, String meeting) {
    return ofMeeting(Projects.known(dsl, project), project, meeting);
  }

  private Optional<Meeting> ofMeeting(long projectId, String project, String meeting) {
    var council =
        dsl.select(COUNCIL.ID, COUNCIL.DECISION_ID)
            .from(COUNCIL)
            .where(COUNCIL.PROJECT_ID.eq(projectId), COUNCIL.MEETING_ID.eq(meeting))
            .fetchOne();
    Long decided = council == null ? null : council.value2();
    if (decided == null) {
      decided = firstDecision(projectId, meeting);
    }
    return decided == null
        ? Optional.empty()
        : Optional.of(
            new Meeting(
                project, meeting, id(decided), council == null ? null : "c" + council.value1()));
  }

  private @Nullable Long firstDecision(long projectId, String meeting) {
    return dsl.select(DECISION.ID)
        .from(DECISION)
        .where(DECISION.PROJECT_ID.eq(projectId), DECISION.MEETING_ID.eq(meeting))
        .orderBy(DECISION.ID)
        .limit(1)
        .fetchOne(DECISION.ID);
  }

  private static String id(long decision) {
    return "d" + decision;
  }
}
