package dev.consilium.memory.decisions;

import static dev.consilium.memory.jooq.Tables.DECISION;
import static dev.consilium.memory.jooq.Tables.DECISION_EVENT;
import static dev.consilium.memory.jooq.Tables.DECISION_POLICY;

import dev.consilium.memory.Change;
import dev.consilium.memory.Projects;
import dev.consilium.memory.Refused;
import dev.consilium.memory.Transactions;
import dev.consilium.memory.Write;
import dev.consilium.memory.audit.AuditOutbox;
import dev.consilium.schemas.json.Json;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jooq.DSLContext;
import org.jooq.JSONB;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * The decision log. What is refused throws {@link Refused} and changes nothing; a write with an
 * idempotency key that was used before answers what it answered then. Methods block.
 */
public final class DecisionStore {
  private final Transactions transactions;
  private final Consumer<Change> changes;
  private final Runnable remembered;
  private final InstantSource clock;

  /**
   * A store that tells {@code changes} what was committed.
   *
   * @param remembered to be called when there is a new memory
   */
  public DecisionStore(
      Transactions transactions,
      Consumer<Change> changes,
      Runnable remembered,
      InstantSource clock) {
    this.transactions = transactions;
    this.changes = changes;
    this.remembered = remembered;
    this.clock = clock;
  }

  private record Request(
      String project,
      @Nullable String agent,
      Draft draft,
      List<Link> links,
      boolean accept,
      boolean evenIfMissing) {}

  /**
   * Writes a decision down.
   *
   * @param accept whether it is made, rather than proposed
   * @param evenIfMissing a person said so: the policy of the project is not asked
   */
  public Recorded record(
      Write write,
      String project,
      @Nullable String agent,
      Draft draft,
      List<Link> links,
      boolean accept,
      boolean evenIfMissing) {
    List<Change> committed = new ArrayList<>();
    Recorded recorded =
        Objects.requireNonNull(
            transactions.write(
                write,
                "decision_record",
                new Request(project, agent, draft, links, accept, evenIfMissing),
                Recorded.class,
                dsl -> {
                  committed.clear();
                  long projectId =
                      Projects.idOrCreate(
                          dsl, project, () -> committed.add(new Change.ProjectCreated(project)));
                  return new WriteDecision(dsl, projectId, agent, clock.instant())
                      .record(draft, links, accept, evenIfMissing, policy(dsl, projectId));
                }));
    tell(committed, recorded);
    return recorded;
  }

  /** Changes a decision as far as its status allows. */
  public Recorded change(Write write, DecisionChange change, boolean evenIfMissing) {
    Recorded recorded =
        Objects.requireNonNull(
            transactions.write(
                write,
                "decision_update",
                change,
                Recorded.class,
                dsl -> {
                  long id = DecisionRows.number("id", change.id());
                  var row =
                      dsl.selectFrom(DECISION).where(DECISION.ID.eq(id)).forUpdate().fetchOne();
                  if (row == null) {
                    throw new Refused(
                        "id",
                        "there is no decision " + change.id() + "; decision_search shows them.");
                  }
                  return new WriteDecision(dsl, row.getProjectId(), change.agent(), clock.instant())
                      .change(row, change, evenIfMissing, policy(dsl, row.getProjectId()));
                }));
    tell(List.of(), recorded);
    return recorded;
  }

  private void tell(List<Change> committed, Recorded recorded) {
    committed.forEach(changes);
    changes.accept(new Change.ResourceChanged("decision://" + recorded.decision().id()));
    recorded.decision().links().stream()
        .filter(link -> link.kind() == LinkKind.SUPERSEDES && !link.reverse())
        .forEach(
            link -> changes.accept(new Change.ResourceChanged("decision://" + link.decision())));
    remembered.run();
  }

  /** Notes that a decision was brought before somebody. */
  public void escalated(String id, @Nullable String agent, String detail) {
    long number = DecisionRows.number("id", id);
    transactions.<Integer>write(dsl -> {
      DecisionRows.happened(dsl, number, DecisionEvent.Type.ESCALATED, agent, detail);
      return 1;
    });
  }

  /** A decision with its history. */
  public Optional<DecisionHistory> find(String id) {
    long number = DecisionRows.number("id", id);
    return transactions.read(dsl ->
        DecisionRows.read(dsl, List.of(number)).stream()
            .findFirst()
            .map(decision ->
                new DecisionHistory(
                    decision,
                    dsl.selectFrom(DECISION_EVENT)
                        .where(DECISION_EVENT.DECISION_ID.eq(number))
                        .orderBy(DECISION_EVENT.ID)
                        .fetch(row ->
                            new DecisionEvent(
                                DecisionEvent.Type.valueOf(row.getType().toUpperCase(Locale.ROOT)),
                                row.getAgent(),
                                row.getDetail(),
                                row.getCreatedAt().toInstant())))));
  }

  /** One page of the decisions, the best first if there is a query, else the latest. */
  public DecisionPage search(DecisionFilter filter, @Nullable String cursor, int limit) {
    return transactions.read(dsl -> new SelectDecisions(dsl, filter).page(cursor, limit));
  }

  /** The accepted decisions that govern any of these files, or of these tasks. */
  public List<Decision> governing(String project, List<String> files, List<String> tasks) {
    return transactions.read(
        dsl -> new SelectGoverning(dsl, Projects.known(dsl, project)).of(files, tasks));
  }

  /** What the project asks of its decisions. */
  public DecisionPolicy policy(String project) {
    return transactions.read(dsl -> policy(dsl, Projects.known(dsl, project)));
  }

  private static DecisionPolicy policy(DSLContext dsl, long projectId) {
    JSONB stored =
        dsl.select(DECISION_POLICY.POLICY)
            .from(DECISION_POLICY)
            .where(DECISION_POLICY.PROJECT_ID.eq(projectId))
            .fetchOne(DECISION_POLICY.POLICY);
    return stored == null
        ? DecisionPolicy.DEFAULT
        : Json.RESULTS.readValue(stored.data(), DecisionPolicy.class);
  }

  /** As {@link #policy}, also of a project that does not exist yet. */
  public DecisionPolicy policyOfAny(String project) {
    return transactions.read(dsl -> {
      Long id = Projects.id(dsl, project);
      return id == null ? DecisionPolicy.DEFAULT : policy(dsl, id);
    });
  }

  /** Sets what the project asks of its decisions from now on. */
  public void setPolicy(String project, DecisionPolicy policy) {
    List<Change> committed = new ArrayList<>();
    JSONB json = JSONB.valueOf(Json.RESULTS.writeValueAsString(policy));
    int _ =
        transactions.<Integer>write(dsl -> {
          committed.clear();
          long id =
              Projects.idOrCreate(
                  dsl, project, () -> committed.add(new Change.ProjectCreated(project)));
          AuditOutbox.done(dsl, "", "policy", project, () -> "");
          return dsl.insertInto(DECISION_POLICY)
              .set(DECISION_POLICY.PROJECT_ID, id)
              .set(DECISION_POLICY.POLICY, json)
              .onConflict(DECISION_POLICY.PROJECT_ID)
              .doUpdate()
              .set(DECISION_POLICY.POLICY, json)
              .set(DECISION_POLICY.UPDATED_AT, DSL.currentOffsetDateTime())
              .execute();
        });
    committed.forEach(changes);
  }
}
