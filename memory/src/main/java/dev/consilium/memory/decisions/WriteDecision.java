package dev.consilium.memory.decisions;

import static dev.consilium.memory.jooq.Tables.DECISION;
import static dev.consilium.memory.jooq.Tables.DECISION_LINK;

import dev.consilium.memory.Refused;
import dev.consilium.memory.jooq.tables.records.DecisionRecord;
import dev.consilium.memory.memories.DecisionMemories;
import dev.consilium.memory.memories.Kind;
import dev.consilium.memory.memories.NewMemory;
import dev.consilium.schemas.json.Names;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/** Writes one decision down, or changes it, within a transaction. */
final class WriteDecision {
  private static final int IMPORTANCE = 4;
  private static final int LONGEST_MEMORY = 20_000;

  private final DSLContext dsl;
  private final long project;
  private final @Nullable String agent;
  private final Instant now;
  private final DecisionMemories memories;

  WriteDecision(DSLContext dsl, long project, @Nullable String agent, Instant now) {
    this.dsl = dsl;
    this.project = project;
    this.agent = agent;
    this.now = now;
    this.memories = new DecisionMemories(dsl, project, now);
  }

  Recorded record(
      Draft draft, List<Link> links, boolean accept, boolean evenIfMissing, DecisionPolicy policy) {
    check(draft);
    List<String> missing = accept && !evenIfMissing ? policy.missing(draft) : List.of();
    refuseIncomplete(missing, policy);
    DecisionRecord row = dsl.newRecord(DECISION);
    row.setProjectId(project);
    row.setStatus(Names.of(DecisionStatus.PROPOSED));
    row.setAgent(agent);
    DecisionRows.write(row, draft);
    row.setCreatedAt(now.atOffset(ZoneOffset.UTC));
    row.setUpdatedAt(now.atOffset(ZoneOffset.UTC));
    int _ = row.insert();
    long id = row.getId();
    DecisionRows.happened(dsl, id, DecisionEvent.Type.PROPOSED, agent, "");
    Set<Long> linked = link(id, links);
    if (accept && missing.isEmpty()) {
      accept(row, "");
    }
    return recorded(id, draft, missing, linked);
  }

  /** What is refused costs nothing; what may be mended by a person is kept. */
  private static void refuseIncomplete(List<String> missing, DecisionPolicy policy) {
    if (!missing.isEmpty() && !policy.escalate()) {
      throw new Refused(
          "decision",
          "lacks what the project asks for: "
              + String.join("; ", missing)
              + ". Add it, or record the decision as proposed.");
    }
  }

  Recorded change(
      DecisionRecord row, DecisionChange change, boolean evenIfMissing, DecisionPolicy policy) {
    DecisionStatus before = DecisionRows.status(row);
    Draft edited = change.edited();
    if (edited != null) {
      edit(row, before, edited);
    }
    Set<Long> linked = link(row.getId(), change.links());
    Draft draft = DecisionRows.read(dsl, List.of(row.getId())).getFirst().draft();
    List<String> missing = List.of();
    if (change.status() != null && change.status() != before) {
      String reason = change.reason() == null ? "" : change.reason();
      switch (change.status()) {
        case ACCEPTED -> {
          allow(before == DecisionStatus.PROPOSED, before, "accepted");
          missing = evenIfMissing ? List.of() : policy.missing(draft);
          refuseIncomplete(missing, policy);
          if (missing.isEmpty()) {
            accept(row, reason);
          }
        }
        case REJECTED -> {
          allow(before == DecisionStatus.PROPOSED, before, "rejected");
          end(row, DecisionStatus.REJECTED, DecisionEvent.Type.REJECTED, reason);
        }
        case DEPRECATED -> {
          allow(before == DecisionStatus.ACCEPTED, before, "deprecated");
          end(row, DecisionStatus.DEPRECATED, DecisionEvent.Type.DEPRECATED, reason);
        }
        case SUPERSEDED, PROPOSED ->
            throw new Refused(
                "status",
                "must be accepted, rejected or deprecated; to supersede a decision, record the new one"
                    + " with supersedes.");
      }
    }
    return recorded(row.getId(), draft, missing, linked);
  }

  private static void allow(boolean allowed, DecisionStatus before, String wanted) {
    if (!allowed) {
      throw new Refused(
          "status",
          "a decision that is " + Names.of(before) + " cannot be " + wanted + " any more.");
    }
  }

  private void edit(DecisionRecord row, DecisionStatus before, Draft edited) {
    if (before != DecisionStatus.PROPOSED) {
      throw new Refused(
          "id",
          DecisionRows.id(row.getId())
              + " is "
              + Names.of(before)
              + " and does not change any more; record another decision that supersedes it.");
    }
    check(edited);
    DecisionRows.write(row, edited);
    row.setUpdatedAt(now.atOffset(ZoneOffset.UTC));
    int _ = row.update();
    DecisionRows.happened(dsl, row.getId(), DecisionEvent.Type.EDITED, agent, "");
  }

  private static void check(Draft draft) {
    if (draft.title().isBlank()) {
      throw new Refused("title", "must not be blank.");
    }
    Set<String> names = new HashSet<>();
    for (int i = 0; i < draft.alternatives().size(); i++) {
      String name = draft.alternatives().get(i).name();
      if (name.isBlank() || !names.add(name)) {
        throw new Refused(
            "alternatives[" + i + "].name", "must not be blank or that of another alternative.");
      }
    }
    if (!draft.choice().isBlank() && !names.isEmpty() && !names.contains(draft.choice())) {
      throw new Refused(
          "choice",
          "must be the name of one of the alternatives ("
              + String.join(", ", draft.alternatives().stream().map(Alternative::name).toList())
              + ").");
    }
  }

  private void accept(DecisionRecord row, String reason) {
    long id = row.getId();
    end(row, DecisionStatus.ACCEPTED, DecisionEvent.Type.ACCEPTED, reason);
    Decision decision = DecisionRows.read(dsl, List.of(id)).getFirst();
    for (Link link : decision.links()) {
      if (link.kind() == LinkKind.SUPERSEDES && !link.reverse()) {
        supersede(DecisionRows.number("supersedes", link.decision()), id);
      }
    }
    memories.remember(memory(decision));
  }

  private void supersede(long old, long by) {
    DecisionRecord row =
        dsl.selectFrom(DECISION).where(DECISION.ID.eq(old)).forUpdate().fetchSingle();
    DecisionStatus before = DecisionRows.status(row);
    if (before != DecisionStatus.ACCEPTED && before != DecisionStatus.PROPOSED) {
      throw new Refused(
          "supersedes", DecisionRows.id(old) + " is " + Names.of(before) + " already.");
    }
    end(row, DecisionStatus.SUPERSEDED, DecisionEvent.Type.SUPERSEDED, "by " + DecisionRows.id(by));
  }

  private void end(
      DecisionRecord row, DecisionStatus status, DecisionEvent.Type type, String detail) {
    row.setStatus(Names.of(status));
    row.setUpdatedAt(now.atOffset(ZoneOffset.UTC));
    if (row.getDecidedAt() == null) {
      row.setDecidedAt(now.atOffset(ZoneOffset.UTC));
    }
    int _ = row.update();
    DecisionRows.happened(dsl, row.getId(), type, agent, detail);
    if (status == DecisionStatus.SUPERSEDED || status == DecisionStatus.DEPRECATED) {
      memories.retire(DecisionRows.id(row.getId()));
    }
  }

  private Set<Long> link(long id, List<Link> links) {
    Set<Long> linked = new HashSet<>(Set.of(id));
    for (Link link : links) {
      String field = Names.of(link.kind());
      long other = DecisionRows.number(field, link.decision());
      Long otherProject =
          dsl.select(DECISION.PROJECT_ID)
              .from(DECISION)
              .where(DECISION.ID.eq(other))
              .fetchOne(DECISION.PROJECT_ID);
      if (otherProject == null || otherProject != project || other == id) {
        throw new Refused(
            field, "there is no other decision " + link.decision() + " in this project.");
      }
      linked.add(other);
      int added =
          dsl.insertInto(DECISION_LINK)
              .set(DECISION_LINK.FROM_ID, id)
              .set(DECISION_LINK.KIND, field)
              .set(DECISION_LINK.TO_ID, other)
              .onConflictDoNothing()
              .execute();
      if (added > 0) {
        DecisionRows.happened(
            dsl, id, DecisionEvent.Type.LINKED, agent, field + " " + link.decision());
      }
    }
    return linked;
  }

  private Recorded recorded(long id, Draft draft, List<String> missing, Set<Long> linked) {
    return new Recorded(
        DecisionRows.read(dsl, List.of(id)).getFirst(),
        missing,
        new FindConflicts(dsl, project).with(draft, linked));
  }

  private NewMemory memory(Decision decision) {
    Draft draft = decision.draft();
    StringBuilder text = new StringBuilder(draft.title()).append(": ").append(draft.choice());
    add(text, "Why: ", draft.rationale());
    add(
        text,
        "Not chosen: ",
        draft.alternatives().stream()
            .filter(alternative -> !alternative.name().equals(draft.choice()))
            .map(WriteDecision::notChosen)
            .collect(Collectors.joining("; ")));
    add(
        text,
        "Risks: ",
        draft.risks().stream().map(Risk::description).collect(Collectors.joining("; ")));
    add(text, "Consequences: ", draft.consequences());
    add(text, "Question: ", draft.question());
    return new NewMemory(
        text.substring(0, Math.min(LONGEST_MEMORY, text.length())),
        Kind.DECISION,
        draft.tags(),
        draft.files(),
        draft.tasks().isEmpty() ? null : draft.tasks().getFirst(),
        decision.id(),
        IMPORTANCE,
        null,
        null,
        decision.agent(),
        null);
  }

  private static String notChosen(Alternative alternative) {
    return alternative.cons().isEmpty()
        ? alternative.name()
        : alternative.name() + " (" + String.join(", ", alternative.cons()) + ")";
  }

  private static void add(StringBuilder text, String label, String value) {
    if (!value.isBlank()) {
      text.append("\n").append(label).append(value.strip());
    }
  }
}
