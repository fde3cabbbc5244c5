package dev.consilium.memory.decisions;

import static dev.consilium.memory.jooq.Tables.DECISION;
import static dev.consilium.memory.jooq.Tables.DECISION_EVENT;
import static dev.consilium.memory.jooq.Tables.DECISION_LINK;
import static dev.consilium.memory.jooq.Tables.PROJECT;

import dev.consilium.memory.Refused;
import dev.consilium.memory.jooq.tables.records.DecisionRecord;
import dev.consilium.schemas.json.Json;
import dev.consilium.schemas.json.Names;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.JSONB;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/** Rows of decisions as the store's face shows them. */
final class DecisionRows {
  private static final String PREFIX = "d";

  private DecisionRows() {}

  static String id(long number) {
    return PREFIX + number;
  }

  /**
   * The number of an id.
   *
   * @throws Refused when it is none
   */
  static long number(String field, String id) {
    if (!id.matches(PREFIX + "[1-9]\\d{0,17}")) {
      throw new Refused(field, "must be the id of a decision such as d17, not \"" + id + "\".");
    }
    return Long.parseLong(id.substring(1));
  }

  static JSONB json(List<?> values) {
    return JSONB.valueOf(Json.RESULTS.writeValueAsString(values));
  }

  static String[] array(Collection<String> values) {
    return values.stream().distinct().toArray(String[]::new);
  }

  static void write(DecisionRecord row, Draft draft) {
    row.setTitle(draft.title().strip());
    row.setQuestion(draft.question());
    row.setContext(draft.context());
    row.setAlternatives(json(draft.alternatives()));
    row.setChoice(draft.choice());
    row.setRationale(draft.rationale());
    row.setConsequences(draft.consequences());
    row.setRisks(json(draft.risks()));
    row.setParticipants(array(draft.participants()));
    row.setFiles(array(draft.files()));
    row.setTags(array(draft.tags()));
    row.setTasks(array(draft.tasks()));
    row.setMemories(array(draft.memories()));
    row.setMeetingId(draft.meetingId());
  }

  /** The decisions that fit, with their links, in the order of the condition's query. */
  static List<Decision> read(DSLContext dsl, Collection<Long> ids) {
    Map<Long, List<Link>> links = links(dsl, ids);
    Map<Long, Decision> found = new HashMap<>();
    dsl.select(DECISION.fields())
        .select(PROJECT.NAME)
        .from(DECISION)
        .join(PROJECT)
        .on(PROJECT.ID.eq(DECISION.PROJECT_ID))
        .where(DECISION.ID.in(ids))
        .forEach(row -> {
          DecisionRecord decision = row.into(DECISION);
          found.put(
              decision.getId(),
              decision(
                  decision,
                  required(row, PROJECT.NAME),
                  links.getOrDefault(decision.getId(), List.of())));
        });
    return ids.stream().map(found::get).filter(Objects::nonNull).toList();
  }

  static <T> T required(Record row, Field<T> field) {
    return Objects.requireNonNull(row.get(field));
  }

  private static Map<Long, List<Link>> links(DSLContext dsl, Collection<Long> ids) {
    Map<Long, List<Link>> links = new HashMap<>();
    dsl.selectFrom(DECISION_LINK)
        .where(DECISION_LINK.FROM_ID.in(ids).or(DECISION_LINK.TO_ID.in(ids)))
        .orderBy(DECISION_LINK.FROM_ID, DECISION_LINK.KIND, DECISION_LINK.TO_ID)
        .forEach(row -> {
          LinkKind kind = LinkKind.valueOf(row.getKind().toUpperCase(Locale.ROOT));
          links
              .computeIfAbsent(row.getFromId(), _ -> new ArrayList<>())
              .add(new Link(kind, id(row.getToId()), false));
          links
              .computeIfAbsent(row.getToId(), _ -> new ArrayList<>())
              .add(new Link(kind, id(row.getFromId()), true));
        });
    return links;
  }

  private static Decision decision(DecisionRecord row, String project, List<Link> links) {
    OffsetDateTime decided = row.getDecidedAt();
    return new Decision(
        id(row.getId()),
        project,
        status(row),
        new Draft(
            row.getTitle(),
            row.getQuestion(),
            row.getContext(),
            List.of(Json.RESULTS.readValue(row.getAlternatives().data(), Alternative[].class)),
            row.getChoice(),
            row.getRationale(),
            row.getConsequences(),
            List.of(Json.RESULTS.readValue(row.getRisks().data(), Risk[].class)),
            List.of(row.getParticipants()),
            List.of(row.getFiles()),
            List.of(row.getTags()),
            List.of(row.getTasks()),
            List.of(row.getMemories()),
            row.getMeetingId()),
        links,
        row.getAgent(),
        row.getCreatedAt().toInstant(),
        row.getUpdatedAt().toInstant(),
        decided == null ? null : decided.toInstant());
  }

  static DecisionStatus status(DecisionRecord row) {
    return DecisionStatus.valueOf(row.getStatus().toUpperCase(Locale.ROOT));
  }

  static void happened(
      DSLContext dsl, long id, DecisionEvent.Type type, @Nullable String agent, String detail) {
    int _ =
        dsl.insertInto(DECISION_EVENT)
            .set(DECISION_EVENT.DECISION_ID, id)
            .set(DECISION_EVENT.TYPE, Names.of(type))
            .set(DECISION_EVENT.AGENT, agent)
            .set(DECISION_EVENT.DETAIL, detail)
            .execute();
  }

  static Condition accepted(long project) {
    return DECISION
        .PROJECT_ID
        .eq(project)
        .and(DECISION.STATUS.eq(Names.of(DecisionStatus.ACCEPTED)));
  }
}
