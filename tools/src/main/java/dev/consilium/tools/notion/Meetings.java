package dev.consilium.tools.notion;

import dev.consilium.memory.Database;
import dev.consilium.memory.Refused;
import dev.consilium.memory.councils.Council;
import dev.consilium.memory.exports.Meeting;
import dev.consilium.schemas.json.Names;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The meetings that callers name. */
final class Meetings {
  private static final String DECISION = "d[1-9]\\d{0,17}";
  private static final String COUNCIL = "c[1-9]\\d{0,17}";

  private Meetings() {}

  /** The meeting of a decision or a council, or the one with an id of its own. */
  static Meeting named(
      Database database,
      @Nullable String id,
      @Nullable String project,
      @Nullable String meetingId) {
    if (id == null) {
      if (project == null || meetingId == null) {
        throw new Refused("id", "name a decision or a council, or project and meeting_id.");
      }
      return database
          .exports()
          .meeting(project, meetingId)
          .orElseThrow(() ->
              new Refused(
                  "meeting_id",
                  "no decision of the project "
                      + project
                      + " comes from the meeting "
                      + meetingId
                      + "; decision_search shows them."));
    }
    if (id.matches(COUNCIL)) {
      return ofCouncil(database, id);
    }
    if (!id.matches(DECISION)) {
      throw new Refused(
          "id",
          "must be the id of a decision or a council, such as d17 or c5, not \"" + id + "\".");
    }
    Optional<Meeting> meeting = database.exports().meetingOf(id);
    return meeting.orElseThrow(
        () -> new Refused("id", "there is no decision " + id + "; decision_search shows them."));
  }

  private static Meeting ofCouncil(Database database, String id) {
    Council council =
        database
            .councils()
            .find(id)
            .orElseThrow(() -> new Refused("id", "there is no council " + id + "."));
    String decision = council.decision();
    if (decision == null) {
      throw new Refused(
          "id",
          "the council "
              + id
              + " is "
              + Names.of(council.status())
              + " and has no decision; council_conclude ends it in one.");
    }
    return database.exports().meetingOf(decision).orElseThrow();
  }
}
