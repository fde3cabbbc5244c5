package dev.consilium.memory.councils;

import static dev.consilium.memory.jooq.Tables.COUNCIL;

import dev.consilium.memory.Change;
import dev.consilium.memory.Projects;
import dev.consilium.memory.Transactions;
import dev.consilium.memory.ValuePlans;
import dev.consilium.memory.jooq.tables.records.CouncilRecord;
import dev.consilium.schemas.json.Json;
import dev.consilium.schemas.json.Names;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jooq.Condition;
import org.jooq.JSONB;
import org.jooq.TableField;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Councils whose seats language models take. One process at a time holds such a council, by a lease
 * that ends with the process; whatever it had committed stands, and the next one goes on from
 * there. Methods block.
 */
public final class HostedCouncils {
  private final Transactions transactions;
  private final Consumer<Change> changes;
  private final InstantSource clock;

  public HostedCouncils(Transactions transactions, Consumer<Change> changes, InstantSource clock) {
    this.transactions = transactions;
    this.changes = changes;
    this.clock = clock;
  }

  private OffsetDateTime now() {
    return clock.instant().atOffset(ZoneOffset.UTC);
  }

  /** Takes up to so many that run and that nobody holds. */
  public List<String> take(String holder, Duration lease, int most) {
    OffsetDateTime now = now();
    return transactions.write(dsl ->
        dsl.update(COUNCIL)
            .set(COUNCIL.HOLDER, holder)
            .set(COUNCIL.HELD_UNTIL, now.plus(lease))
            .where(
                COUNCIL.ID.in(
                    dsl.select(COUNCIL.ID)
                        .from(COUNCIL)
                        .where(
                            COUNCIL.HOSTED.isTrue(),
                            COUNCIL.STATUS.eq(DSL.inline(Names.of(CouncilStatus.RUNNING))),
                            COUNCIL.HELD_UNTIL.isNull().or(COUNCIL.HELD_UNTIL.lt(now)))
                        .orderBy(COUNCIL.ID)
                        .limit(most)
                        .forUpdate()
                        .skipLocked()))
            .returning(COUNCIL.ID)
            .fetch(row -> CouncilRows.id(row.getId())));
  }

  /** Takes this one, unless another one holds it. */
  public boolean take(String id, String holder, Duration lease) {
    OffsetDateTime now = now();
    return transactions.<Integer>write(dsl ->
        dsl.update(COUNCIL)
            .set(COUNCIL.HOLDER, holder)
            .set(COUNCIL.HELD_UNTIL, now.plus(lease))
            .where(
                COUNCIL.ID.eq(CouncilRows.number(id)),
                COUNCIL
                    .HELD_UNTIL
                    .isNull()
                    .or(COUNCIL.HELD_UNTIL.lt(now))
                    .or(COUNCIL.HOLDER.eq(holder)))
            .execute())
        == 1;
  }

  /** Holds on to it for a while longer; false if another one has it. */
  public boolean keep(String id, String holder, Duration lease) {
    return update(id, COUNCIL.HELD_UNTIL, now().plus(lease), COUNCIL.HOLDER.eq(holder));
  }

  /** Lets go of it, so that it can be taken at once. */
  public void leave(String id, String holder) {
    boolean _ = update(id, COUNCIL.HELD_UNTIL, null, COUNCIL.HOLDER.eq(holder));
  }

  private <T> boolean update(
      String id, TableField<CouncilRecord, T> field, @Nullable T value, Condition condition) {
    return transactions.<Integer>write(dsl ->
        dsl.update(COUNCIL)
            .set(field, value)
            .where(COUNCIL.ID.eq(CouncilRows.number(id)), condition)
            .execute())
        == 1;
  }

  /** Notes a question to a model, and what it took. */
  public void asked(String id, @Nullable String participant, ModelUse use) {
    ObjectNode data = Json.MAPPER.createObjectNode().put("tool", "chat_completion");
    data.put("model", use.model()).put("input_tokens", use.inputTokens());
    data.put("output_tokens", use.outputTokens()).put("cost", use.cost());
    data.put("duration_ms", use.millis());
    called(id, participant, data, use);
  }

  /** Notes what was looked up for a participant. */
  public void lookedUp(String id, String participant, String tool, String query, int hits) {
    ObjectNode data = Json.MAPPER.createObjectNode().put("tool", tool);
    called(id, participant, data.put("query", query).put("hits", hits), null);
  }

  private void called(
      String id, @Nullable String participant, ObjectNode data, @Nullable ModelUse use) {
    transactions.<Integer>write(dsl -> {
      CouncilRecord row = CouncilRows.locked(dsl, id);
      CouncilRows.happened(dsl, row, CouncilEvent.Type.TOOL_CALL, participant, data);
      if (use != null) {
        row.setTokens(row.getTokens() + use.tokens());
        row.setCost(row.getCost().add(use.cost()));
        return row.update();
      }
      return 0;
    });
    changes.accept(new Change.ResourceChanged("council://" + id));
  }

  /** What it will end in: the first that is kept, whoever comes later. */
  public String keepDraft(String id, String json) {
    return transactions.write(dsl -> {
      CouncilRecord row = CouncilRows.locked(dsl, id);
      String kept = text(row.getDraft());
      if (kept == null) {
        row.setDraft(JSONB.valueOf(json));
        int _ = row.update();
      }
      return kept == null ? json : kept;
    });
  }

  public @Nullable String draft(String id) {
    return transactions.read(dsl ->
        text(
            dsl.select(COUNCIL.DRAFT)
                .from(COUNCIL)
                .where(COUNCIL.ID.eq(CouncilRows.number(id)))
                .fetchOne(COUNCIL.DRAFT)));
  }

  /**
   * The tasks that will follow, as kept for what was given; something else replaces them.
   *
   * @param plan what is to be kept if nothing is
   */
  public String keepFollowUps(String id, String given, String plan) {
    return transactions.write(dsl -> {
      CouncilRecord row = CouncilRows.locked(dsl, id);
      String kept = text(row.getFollowUps());
      if (kept != null) {
        JsonNode json = Json.MAPPER.readTree(kept);
        if (json.path("given").asString("").equals(given)) {
          return json.path("plan").asString("");
        }
      }
      ObjectNode json = Json.MAPPER.createObjectNode().put("given", given).put("plan", plan);
      row.setFollowUps(JSONB.valueOf(json.toString()));
      int _ = row.update();
      return plan;
    });
  }

  /** The tasks that will follow, if they are kept for what was given. */
  public @Nullable String followUps(String id, String given) {
    return transactions.read(dsl -> {
      String kept =
          text(
              dsl.select(COUNCIL.FOLLOW_UPS)
                  .from(COUNCIL)
                  .where(COUNCIL.ID.eq(CouncilRows.number(id)))
                  .fetchOne(COUNCIL.FOLLOW_UPS));
      JsonNode json = kept == null ? Json.MAPPER.createObjectNode() : Json.MAPPER.readTree(kept);
      return json.path("given").asString("").equals(given)
          ? json.path("plan").asString(null)
          : null;
    });
  }

  /** Forgets what it would have ended in, since it was refused. */
  public void forget(String id) {
    transactions.<Integer>write(dsl ->
        dsl.update(COUNCIL)
            .setNull(COUNCIL.DRAFT)
            .setNull(COUNCIL.FOLLOW_UPS)
            .where(
                COUNCIL.ID.eq(CouncilRows.number(id)),
                COUNCIL.STATUS.ne(Names.of(CouncilStatus.CONCLUDED)))
            .execute());
  }

  private static @Nullable String text(@Nullable JSONB json) {
    return json == null ? null : json.data();
  }

  /** The figures of the councils that ended in a period, of a project or of all. */
  public CouncilMeasures measures(
      @Nullable String project, @Nullable Instant since, @Nullable Instant until) {
    return transactions.read(dsl -> {
      Condition which =
          project == null ? DSL.noCondition() : COUNCIL.PROJECT_ID.eq(Projects.known(dsl, project));
      return MeasureCouncils.of(ValuePlans.in(dsl), which.and(within(since, until)));
    });
  }

  /** The figures of those that ended since then, of the projects with the most of them. */
  public Map<String, CouncilMeasures> measuresByProject(Instant since, int most) {
    return transactions.read(
        dsl -> MeasureCouncils.byProject(ValuePlans.in(dsl), within(since, null), most));
  }

  private static Condition within(@Nullable Instant since, @Nullable Instant until) {
    Condition which = DSL.noCondition();
    if (since != null) {
      which = which.and(COUNCIL.ENDED_AT.ge(since.atOffset(ZoneOffset.UTC)));
    }
    if (until != null) {
      which = which.and(COUNCIL.ENDED_AT.lt(until.atOffset(ZoneOffset.UTC)));
    }
    return which;
  }
}
