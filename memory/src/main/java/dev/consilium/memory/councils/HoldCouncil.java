package dev.consilium.memory.councils;

import static dev.consilium.memory.jooq.Tables.COUNCIL_PARTICIPANT;

import dev.consilium.memory.Refused;
import dev.consilium.memory.jooq.tables.records.CouncilRecord;
import dev.consilium.schemas.json.Json;
import dev.consilium.schemas.json.Names;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** What happens in one council, within a transaction that has its row. */
final class HoldCouncil {
  private final DSLContext dsl;
  private final CouncilRecord row;
  private final List<Participant> participants;
  private final OffsetDateTime now;

  HoldCouncil(DSLContext dsl, CouncilRecord row, Instant now) {
    this.dsl = dsl;
    this.row = row;
    this.participants = CouncilRows.participants(dsl, row.getId());
    this.now = now.atOffset(ZoneOffset.UTC);
  }

  Council state() {
    return CouncilRows.council(dsl, row);
  }

  /** Whoever has had the floor for longer than the timebox loses it; each at most once. */
  void passOver() {
    for (int i = 0; i < participants.size() && isOver(); i++) {
      String late = row.getSpeaker();
      ObjectNode data = Json.MAPPER.createObjectNode();
      CouncilRows.happened(
          dsl,
          row,
          CouncilEvent.Type.PARTICIPANT_UPDATED,
          late,
          data.put("skipped", true).put("reason", "timebox"));
      advance(null);
    }
  }

  private boolean isOver() {
    return CouncilRows.status(row) == CouncilStatus.RUNNING
        && row.getSpeakerSince().plusSeconds(row.getTimeboxSeconds()).isBefore(now);
  }

  void say(Said said) {
    running();
    Participant participant = participant("participant", said.participant());
    boolean inTurn = participant.name().equals(row.getSpeaker());
    if (!inTurn && participant.role() == Role.EXPERT) {
      throw new Refused(
          "participant",
          "it is the turn of " + row.getSpeaker() + "; council_next says when yours comes.");
    }
    String next = said.next();
    if (next != null) {
      if (participant.role() != Role.MODERATOR) {
        throw new Refused("next", "only the moderator gives the floor.");
      }
      var _ = participant("next", next);
    }
    seat(participant, said.agent());
    ObjectNode message = Json.MAPPER.createObjectNode().put("text", said.text());
    message.put("role", Names.of(participant.role()));
    CouncilRows.happened(dsl, row, CouncilEvent.Type.CHAT_MESSAGE, participant.name(), message);
    if (said.artifact() != null) {
      ObjectNode artifact = Json.MAPPER.createObjectNode();
      artifact.put("title", Objects.requireNonNullElse(said.artifactTitle(), ""));
      CouncilRows.happened(
          dsl,
          row,
          CouncilEvent.Type.ARTIFACT,
          participant.name(),
          artifact.put("text", said.artifact()));
    }
    if (inTurn) {
      if (participant.role() == Role.EXPERT) {
        row.setRequests(new String[0]);
      }
      advance(next);
    } else if (next != null) {
      row.setSpeaker(next);
      row.setSpeakerSince(now);
    }
    store();
  }

  private void seat(Participant participant, @Nullable String agent) {
    if (agent == null || agent.equals(participant.agent())) {
      return;
    }
    int _ =
        dsl.update(COUNCIL_PARTICIPANT)
            .set(COUNCIL_PARTICIPANT.AGENT, agent)
            .where(
                COUNCIL_PARTICIPANT.COUNCIL_ID.eq(row.getId()),
                COUNCIL_PARTICIPANT.NAME.eq(participant.name()))
            .execute();
    CouncilRows.happened(
        dsl,
        row,
        CouncilEvent.Type.PARTICIPANT_UPDATED,
        participant.name(),
        Json.MAPPER.createObjectNode().put("agent", agent));
  }

  private Participant participant(String field, String name) {
    return participants.stream()
        .filter(one -> one.name().equals(name))
        .findFirst()
        .orElseThrow(() ->
            new Refused(
                field,
                "there is no \"%s\" in this council.%s It has %s."
                    .formatted(
                        name,
                        Names.didYouMean(
                            name, participants.stream().map(Participant::name).toList()),
                        String.join(", ", participants.stream().map(Participant::name).toList()))));
  }

  private void advance(@Nullable String named) {
    Turn next = CouncilRows.turn(row).next(CouncilRows.policy(row), participants, named);
    row.setRound(next.round());
    row.setSpoken(next.spoken().stream().sorted().toArray(String[]::new));
    row.setSpeaker(next.speaker());
    row.setSpeakerSince(now);
    store();
  }

  private void running() {
    CouncilStatus status = CouncilRows.status(row);
    if (status != CouncilStatus.RUNNING) {
      throw new Refused(
          "council",
          status == CouncilStatus.PAUSED
              ? "is paused; council_control with resume goes on."
              : "is " + Names.of(status) + ".");
    }
  }

  void control(Control control, @Nullable String agent, @Nullable String reason) {
    switch (control) {
      case PAUSE -> become(CouncilStatus.PAUSED, agent, reason, CouncilStatus.RUNNING);
      case RESUME -> {
        become(CouncilStatus.RUNNING, agent, reason, CouncilStatus.PAUSED);
        // The time of a pause is nobody's.
        row.setSpeakerSince(now);
      }
      case STOP ->
          become(CouncilStatus.STOPPED, agent, reason, CouncilStatus.RUNNING, CouncilStatus.PAUSED);
      case ASK_ALTERNATIVE -> request("alternative", agent, reason);
      case ASK_RISKS -> request("risks", agent, reason);
    }
    store();
  }

  /** Lets models take the seats that no agent has. */
  void host(int maxTokens, @Nullable String agent) {
    if (CouncilRows.status(row) == CouncilStatus.PAUSED) {
      control(Control.RESUME, agent, null);
    }
    running();
    row.setMaxTokens(maxTokens);
    if (!row.getHosted()) {
      row.setHosted(true);
      row.setSpeakerSince(now);
      told(Json.MAPPER.createObjectNode().put("held_by", "host"), agent, null);
    }
    store();
  }

  private void request(String what, @Nullable String agent, @Nullable String reason) {
    running();
    if (!Arrays.asList(row.getRequests()).contains(what)) {
      String[] requests = Arrays.copyOf(row.getRequests(), row.getRequests().length + 1);
      requests[requests.length - 1] = what;
      row.setRequests(requests);
    }
    told(Json.MAPPER.createObjectNode().put("asked_for", what), agent, reason);
  }

  /** Ends it with a decision; again with the same one changes nothing. */
  void conclude(long decision, int tasks, @Nullable String agent) {
    if (CouncilRows.status(row) == CouncilStatus.CONCLUDED) {
      return;
    }
    row.setDecisionId(decision);
    row.setTaskCount(tasks);
    become(
        CouncilStatus.CONCLUDED,
        agent,
        "d" + decision,
        CouncilStatus.RUNNING,
        CouncilStatus.PAUSED);
    store();
  }

  private void become(
      CouncilStatus status,
      @Nullable String agent,
      @Nullable String reason,
      CouncilStatus... from) {
    CouncilStatus before = CouncilRows.status(row);
    if (before == status) {
      return;
    }
    if (!Arrays.asList(from).contains(before)) {
      throw new Refused(
          "action",
          "a council that is " + Names.of(before) + " cannot become " + Names.of(status) + ".");
    }
    row.setStatus(Names.of(status));
    if (!status.isOpen()) {
      row.setEndedAt(now);
    }
    told(Json.MAPPER.createObjectNode().put("status", Names.of(status)), agent, reason);
  }

  void told(ObjectNode data, @Nullable String agent, @Nullable String reason) {
    if (agent != null) {
      data.put("agent", agent);
    }
    if (reason != null && !reason.isBlank()) {
      data.put("reason", reason);
    }
    CouncilRows.happened(dsl, row, CouncilEvent.Type.RUN_STATUS, null, data);
  }

  private void store() {
    row.setUpdatedAt(now);
    int _ = row.update();
  }
}
