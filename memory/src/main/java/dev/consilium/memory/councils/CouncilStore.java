package dev.consilium.memory.councils;

import static dev.consilium.memory.jooq.Tables.COUNCIL;
import static dev.consilium.memory.jooq.Tables.COUNCIL_PARTICIPANT;

import dev.consilium.memory.Change;
import dev.consilium.memory.Projects;
import dev.consilium.memory.Refused;
import dev.consilium.memory.Transactions;
import dev.consilium.memory.Write;
import dev.consilium.memory.jooq.tables.records.CouncilRecord;
import dev.consilium.schemas.json.Json;
import dev.consilium.schemas.json.Names;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * Councils: all that happens in them is a row, so that any node goes on where another one died.
 * Methods block; what is refused throws {@link Refused} and changes nothing.
 */
public final class CouncilStore {
  private final Transactions transactions;
  private final Consumer<Change> changes;
  private final InstantSource clock;

  /** A store that tells {@code changes} what was committed. */
  public CouncilStore(Transactions transactions, Consumer<Change> changes, InstantSource clock) {
    this.transactions = transactions;
    this.changes = changes;
    this.clock = clock;
  }

  /** Begins a council; one of the same meeting is not begun twice. */
  public Council start(Write write, NewCouncil council) {
    check(council.participants());
    List<Change> committed = new ArrayList<>();
    Council started =
        Objects.requireNonNull(
            transactions.write(
                write,
                "council_start",
                council,
                Council.class,
                dsl -> {
                  committed.clear();
                  long project =
                      Projects.idOrCreate(
                          dsl,
                          council.project(),
                          () -> committed.add(new Change.ProjectCreated(council.project())));
                  return start(dsl, project, council);
                }));
    committed.forEach(changes);
    return started;
  }

  private static void check(List<Participant> participants) {
    Set<String> names = new HashSet<>();
    for (int i = 0; i < participants.size(); i++) {
      if (participants.get(i).name().isBlank() || !names.add(participants.get(i).name())) {
        throw new Refused(
            "participants[" + i + "].name", "must not be blank or that of another one.");
      }
    }
    if (participants.stream().filter(one -> one.role() == Role.MODERATOR).count() > 1) {
      throw new Refused("participants", "must have one moderator at most.");
    }
  }

  private Council start(DSLContext dsl, long project, NewCouncil council) {
    String meeting =
        Objects.requireNonNullElseGet(council.meetingId(), () -> UUID.randomUUID().toString());
    Instant now = clock.instant();
    Turn first = Turn.first(council.policy(), council.participants());
    CouncilRecord row =
        dsl.insertInto(COUNCIL)
            .set(COUNCIL.PROJECT_ID, project)
            .set(COUNCIL.MEETING_ID, meeting)
            .set(COUNCIL.TOPIC, council.topic())
            .set(COUNCIL.AGENDA, council.agenda().toArray(String[]::new))
            .set(COUNCIL.POLICY, Names.of(council.policy()))
            .set(COUNCIL.TIMEBOX_SECONDS, (int) council.timebox().toSeconds())
            .set(COUNCIL.ROUNDS, council.rounds())
            .set(COUNCIL.SPEAKER, first.speaker())
            .set(COUNCIL.SPEAKER_SINCE, now.atOffset(ZoneOffset.UTC))
            .set(COUNCIL.AGENT, council.agent())
            .onConflictDoNothing()
            .returning()
            .fetchOne();
    if (row == null) {
      return CouncilRows.council(
          dsl,
          dsl.selectFrom(COUNCIL)
              .where(COUNCIL.PROJECT_ID.eq(project), COUNCIL.MEETING_ID.eq(meeting))
              .fetchSingle());
    }
    for (int i = 0; i < council.participants().size(); i++) {
      Participant one = council.participants().get(i);
      int _ =
          dsl.insertInto(COUNCIL_PARTICIPANT)
              .set(COUNCIL_PARTICIPANT.COUNCIL_ID, row.getId())
              .set(COUNCIL_PARTICIPANT.POSITION, i)
              .set(COUNCIL_PARTICIPANT.NAME, one.name())
              .set(COUNCIL_PARTICIPANT.ROLE, Names.of(one.role()))
              .set(COUNCIL_PARTICIPANT.BRIEF, one.brief())
              .set(COUNCIL_PARTICIPANT.PRIORITY, one.priority())
              .set(COUNCIL_PARTICIPANT.AGENT, one.agent())
              .execute();
    }
    new HoldCouncil(dsl, row, now)
        .told(Json.MAPPER.createObjectNode().put("status", "running"), council.agent(), null);
    return CouncilRows.council(dsl, row);
  }

  private interface Work {
    void in(HoldCouncil council);
  }

  private Council hold(Write write, String operation, Object request, String id, Work work) {
    Council after =
        Objects.requireNonNull(
            transactions.write(
                write,
                operation,
                request,
                Council.class,
                dsl -> {
                  HoldCouncil council =
                      new HoldCouncil(dsl, CouncilRows.locked(dsl, id), clock.instant());
                  council.passOver();
                  work.in(council);
                  return council.state();
                }));
    changes.accept(new Change.ResourceChanged("council://" + id));
    return after;
  }

  /** Says something for a participant, and gives the floor to the next. */
  public Council say(Write write, Said said) {
    return hold(write, "council_say", said, said.council(), council -> council.say(said));
  }

  private record Controlled(String id, Control control, @Nullable String reason) {}

  public Council control(
      Write write, String id, Control control, @Nullable String agent, @Nullable String reason) {
    return hold(
        write,
        "council_control",
        new Controlled(id, control, reason),
        id,
        council -> council.control(control, agent, reason));
  }

  /** Lets models take the seats that no agent has, until they used so many tokens. */
  public Council host(String id, int maxTokens, @Nullable String agent) {
    return hold(
        new Write("", null), "council_run", id, id, council -> council.host(maxTokens, agent));
  }

  /** Ends a council with its decision; again with the same one changes nothing. */
  public Council conclude(String id, String decision, int tasks, @Nullable String agent) {
    long number = Long.parseLong(decision.substring(1));
    return hold(
        new Write("", null),
        "council_conclude",
        decision,
        id,
        council -> council.conclude(number, tasks, agent));
  }

  /** As it stands now: whoever is late has lost the floor. */
  public Council state(String id) {
    return transactions.write(dsl -> {
      HoldCouncil council = new HoldCouncil(dsl, CouncilRows.locked(dsl, id), clock.instant());
      council.passOver();
      return council.state();
    });
  }

  /** As it was left, without a look at the clock. */
  public Optional<Council> find(String id) {
    return transactions.read(dsl ->
        dsl.selectFrom(COUNCIL)
            .where(COUNCIL.ID.eq(CouncilRows.number(id)))
            .fetchOptional(row -> CouncilRows.council(dsl, row)));
  }

  /** The councils of a project that go on, or may. */
  public List<Council> open(String project) {
    return transactions.read(dsl ->
        dsl.selectFrom(COUNCIL)
            .where(
                COUNCIL.PROJECT_ID.eq(Projects.known(dsl, project)),
                COUNCIL.STATUS.in(
                    DSL.inline(Names.of(CouncilStatus.RUNNING)),
                    DSL.inline(Names.of(CouncilStatus.PAUSED))))
            .orderBy(COUNCIL.ID)
            .limit(DSL.inline(50))
            .fetch(row -> CouncilRows.council(dsl, row)));
  }

  /** One page of councils, the latest first. */
  public CouncilPage list(CouncilFilter filter, @Nullable String cursor, int offset, int limit) {
    return transactions.read(dsl -> SelectCouncils.page(dsl, filter, cursor, offset, limit));
  }

  /** The entries of these kinds in the protocol after what was seen, in order; empty: of all. */
  public List<CouncilEvent> events(String id, Set<CouncilEvent.Type> types, long after, int limit) {
    return transactions.read(
        dsl -> CouncilRows.events(dsl, CouncilRows.number(id), types, after, limit));
  }

  /** The protocol after what was seen, in order. */
  public List<CouncilEvent> events(String id, long after, int limit) {
    return transactions.read(dsl -> CouncilRows.events(dsl, CouncilRows.number(id), after, limit));
  }
}
