package dev.consilium.memory.councils;

import static dev.consilium.memory.jooq.Tables.COUNCIL;
import static dev.consilium.memory.jooq.Tables.COUNCIL_EVENT;
import static dev.consilium.memory.jooq.Tables.COUNCIL_PARTICIPANT;
import static dev.consilium.memory.jooq.Tables.PROJECT;

import dev.consilium.memory.Refused;
import dev.consilium.memory.jooq.tables.records.CouncilRecord;
import dev.consilium.schemas.json.Names;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.jooq.DSLContext;
import org.jooq.JSONB;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Rows of councils as the store's face shows them. */
final class CouncilRows {
  private static final String PREFIX = "c";

  private CouncilRows() {}

  static String id(long number) {
    return PREFIX + number;
  }

  static long number(String id) {
    if (!id.matches(PREFIX + "[1-9]\\d{0,17}")) {
      throw new Refused("council", "must be the id of a council such as c5, not \"" + id + "\".");
    }
    return Long.parseLong(id.substring(1));
  }

  /** The council, for the caller alone until its transaction ends. */
  static CouncilRecord locked(DSLContext dsl, String id) {
    CouncilRecord row =
        dsl.selectFrom(COUNCIL).where(COUNCIL.ID.eq(number(id))).forUpdate().fetchOne();
    if (row == null) {
      throw new Refused("council", "there is no council " + id + ".");
    }
    return row;
  }

  static CouncilStatus status(CouncilRecord row) {
    return CouncilStatus.valueOf(row.getStatus().toUpperCase(Locale.ROOT));
  }

  static SpeakerPolicy policy(CouncilRecord row) {
    return SpeakerPolicy.valueOf(row.getPolicy().toUpperCase(Locale.ROOT));
  }

  static Turn turn(CouncilRecord row) {
    return new Turn(row.getRound(), Set.of(row.getSpoken()), row.getSpeaker());
  }

  static List<Participant> participants(DSLContext dsl, long council) {
    return dsl.selectFrom(COUNCIL_PARTICIPANT)
        .where(COUNCIL_PARTICIPANT.COUNCIL_ID.eq(council))
        .orderBy(COUNCIL_PARTICIPANT.POSITION)
        .fetch(row ->
            new Participant(
                row.getName(),
                Role.valueOf(row.getRole().toUpperCase(Locale.ROOT)),
                row.getBrief(),
                row.getPriority(),
                row.getAgent()));
  }

  static Council council(DSLContext dsl, CouncilRecord row) {
    List<Participant> participants = participants(dsl, row.getId());
    Turn turn = turn(row);
    SpeakerPolicy policy = policy(row);
    Long decision = row.getDecisionId();
    OffsetDateTime ended = row.getEndedAt();
    boolean known =
        status(row).isOpen()
            && (policy != SpeakerPolicy.MODERATOR || !isModerator(participants, turn.speaker()));
    return new Council(
        id(row.getId()),
        Objects.requireNonNull(
            dsl.select(PROJECT.NAME)
                .from(PROJECT)
                .where(PROJECT.ID.eq(row.getProjectId()))
                .fetchOne(PROJECT.NAME)),
        row.getMeetingId(),
        row.getTopic(),
        List.of(row.getAgenda()),
        status(row),
        policy,
        Duration.ofSeconds(row.getTimeboxSeconds()),
        row.getRounds(),
        row.getRound(),
        participants,
        turn.speaker(),
        known ? turn.next(policy, participants, null).speaker() : null,
        row.getSpeakerSince().toInstant(),
        List.of(row.getRequests()),
        decision == null ? null : "d" + decision,
        new Hosting(row.getHosted(), row.getMaxTokens(), row.getTokens(), row.getCost()),
        row.getCreatedAt().toInstant(),
        ended == null ? null : ended.toInstant());
  }

  static boolean isModerator(List<Participant> participants, String name) {
    return participants.stream()
        .anyMatch(one -> one.name().equals(name) && one.role() == Role.MODERATOR);
  }

  static void happened(
      DSLContext dsl,
      CouncilRecord council,
      CouncilEvent.Type type,
      @Nullable String participant,
      ObjectNode data) {
    int _ =
        dsl.insertInto(COUNCIL_EVENT)
            .set(COUNCIL_EVENT.COUNCIL_ID, council.getId())
            .set(COUNCIL_EVENT.TYPE, Names.of(type))
            .set(COUNCIL_EVENT.PARTICIPANT, participant)
            .set(COUNCIL_EVENT.ROUND, council.getRound())
            .set(COUNCIL_EVENT.DATA, JSONB.valueOf(data.toString()))
            .execute();
  }

  static List<CouncilEvent> events(DSLContext dsl, long council, long after, int limit) {
    return events(dsl, council, Set.of(), after, limit);
  }

  static List<CouncilEvent> events(
      DSLContext dsl, long council, Set<CouncilEvent.Type> types, long after, int limit) {
    return dsl.selectFrom(COUNCIL_EVENT)
        .where(
            COUNCIL_EVENT.COUNCIL_ID.eq(council),
            COUNCIL_EVENT.ID.gt(after),
            types.isEmpty()
                ? DSL.noCondition()
                : COUNCIL_EVENT.TYPE.in(types.stream().map(Names::of).toList()))
        .orderBy(COUNCIL_EVENT.ID)
        .limit(limit)
        .fetch(row ->
            new CouncilEvent(
                row.getId(),
                CouncilEvent.Type.valueOf(row.getType().toUpperCase(Locale.ROOT)),
                row.getParticipant(),
                row.getRound(),
                row.getData().data(),
                row.getCreatedAt().toInstant()));
  }
}
