package dev.consilium.memory.exports;

import static dev.consilium.memory.jooq.Tables.NOTION_EXPORT;
import static dev.consilium.memory.jooq.Tables.NOTION_PAGE;

import dev.consilium.memory.Projects;
import dev.consilium.memory.Transactions;
import dev.consilium.memory.audit.AuditOutbox;
import dev.consilium.schemas.json.Names;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * The outbox to Notion. Whoever carries an export out takes it as an {@link Attempt} with a lease;
 * any number of nodes may do so, no two of them have the same one. Methods block.
 */
public final class ExportStore {
  private final Transactions transactions;
  private final Pace pace;

  public ExportStore(Transactions transactions) {
    this.transactions = transactions;
    this.pace = new Pace(transactions);
  }

  public Pace pace() {
    return pace;
  }

  /** The meeting that a decision is exported as. */
  public Optional<Meeting> meetingOf(String decision) {
    long number = Long.parseLong(decision.substring(1));
    return transactions.read(dsl -> new SelectMeeting(dsl).ofDecision(number));
  }

  /** The meeting with this id, once it has a decision. */
  public Optional<Meeting> meeting(String project, String meetingId) {
    return transactions.read(dsl -> new SelectMeeting(dsl).ofMeeting(project, meetingId));
  }

  /**
   * Asks for a meeting to be in Notion. If it is there with the same content, nothing is to be
   * done.
   *
   * @param tasks the tasks that have pages of their own
   * @param again whether it is to be done even then, with all its pages
   */
  public Export request(Meeting meeting, List<String> tasks, String contentHash, boolean again) {
    return transactions.write(dsl -> {
      long project = Projects.known(dsl, meeting.project());
      long decision = Long.parseLong(meeting.decision().substring(1));
      Condition there =
          again
              ? DSL.falseCondition()
              : NOTION_EXPORT
                  .STATE
                  .eq(Names.of(ExportState.DONE))
                  .and(NOTION_EXPORT.CONTENT_HASH.eq(contentHash));
      int asked =
          dsl.insertInto(NOTION_EXPORT)
              .set(NOTION_EXPORT.PROJECT_ID, project)
              .set(NOTION_EXPORT.MEETING, meeting.key())
              .set(NOTION_EXPORT.DECISION_ID, decision)
              .onConflict(NOTION_EXPORT.PROJECT_ID, NOTION_EXPORT.MEETING)
              .doUpdate()
              .set(NOTION_EXPORT.DECISION_ID, decision)
              .set(NOTION_EXPORT.WANTED, NOTION_EXPORT.WANTED.plus(1))
              .set(
                  NOTION_EXPORT.STATE,
                  DSL.when(
                          NOTION_EXPORT.STATE.eq(Names.of(ExportState.RUNNING)),
                          NOTION_EXPORT.STATE)
                      .otherwise(Names.of(ExportState.PENDING)))
              .set(
                  NOTION_EXPORT.CONTENT_HASH,
                  again ? DSL.castNull(NOTION_EXPORT.CONTENT_HASH) : NOTION_EXPORT.CONTENT_HASH)
              .set(NOTION_EXPORT.ATTEMPTS, 0)
              .setNull(NOTION_EXPORT.ERROR)
              .set(NOTION_EXPORT.DUE_AT, ExportRows.now())
              .set(NOTION_EXPORT.REQUESTED_AT, ExportRows.now())
              .where(DSL.not(there))
              .execute();
      if (asked > 0) {
        AuditOutbox.done(dsl, "", "export", meeting.project() + "/" + meeting.key(), () -> "");
      }
      if (again) {
        int _ =
            dsl.update(NOTION_PAGE)
                .setNull(NOTION_PAGE.CONTENT_HASH)
                .where(
                    keyed(project, PageKind.DECISION, List.of(meeting.key()))
                        .or(keyed(project, PageKind.TASK, tasks)))
                .execute();
      }
      return ExportRows.exports(
              dsl,
              NOTION_EXPORT.PROJECT_ID.eq(project).and(NOTION_EXPORT.MEETING.eq(meeting.key())),
              1)
          .getFirst();
    });
  }

  public Optional<Export> find(String project, String meeting) {
    return transactions.read(dsl ->
        ExportRows.exports(
                dsl,
                NOTION_EXPORT
                    .PROJECT_ID
                    .eq(Projects.known(dsl, project))
                    .and(NOTION_EXPORT.MEETING.eq(meeting)),
                1)
            .stream()
            .findFirst());
  }

  public Export get(long id) {
    return transactions.read(dsl -> ExportRows.exports(dsl, NOTION_EXPORT.ID.eq(id), 1).getFirst());
  }

  /** Those that did not go as they should, the latest first. */
  public List<Export> troubled(int limit) {
    return transactions.read(
        dsl -> ExportRows.exports(dsl, NOTION_EXPORT.ERROR.isNotNull(), limit));
  }

  /** The pages of this kind that are known for the keys. */
  public List<ExportPage> pages(String project, PageKind kind, List<String> keys) {
    return transactions.read(
        dsl -> ExportRows.pages(dsl, keyed(Projects.known(dsl, project), kind, keys)));
  }

  static Condition keyed(long project, PageKind kind, List<String> keys) {
    return NOTION_PAGE
        .PROJECT_ID
        .eq(project)
        .and(NOTION_PAGE.KIND.eq(Names.of(kind)))
        .and(NOTION_PAGE.KEY.eq(DSL.any(keys.toArray(String[]::new))));
  }

  public Outbox outbox() {
    return transactions.read(dsl -> {
      var row =
          Objects.requireNonNull(
              dsl.select(
                      count(ExportState.PENDING),
                      count(ExportState.RUNNING),
                      count(ExportState.DONE),
                      count(ExportState.FAILED),
                      DSL.min(NOTION_EXPORT.REQUESTED_AT)
                          .filterWhere(NOTION_EXPORT.STATE.eq(Names.of(ExportState.PENDING))))
                  .from(NOTION_EXPORT)
                  .fetchOne());
      return new Outbox(
          row.value1(),
          row.value2(),
          row.value3(),
          row.value4(),
          row.value5() == null ? null : row.value5().toInstant());
    });
  }

  private static Field<Integer> count(ExportState state) {
    return DSL.count().filterWhere(NOTION_EXPORT.STATE.eq(Names.of(state)));
  }

  /** Takes the export that has waited longest for its turn; the lease is to be renewed. */
  public @Nullable Attempt take(Duration lease) {
    return Attempt.ofExport(transactions, lease);
  }

  /** Takes a page to look for what a late creation left behind. */
  public @Nullable Attempt takeLook(Duration lease) {
    return Attempt.ofLook(transactions, lease);
  }
}
