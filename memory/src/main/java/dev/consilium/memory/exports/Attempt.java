package dev.consilium.memory.exports;

import static dev.consilium.memory.jooq.Tables.NOTION_EXPORT;
import static dev.consilium.memory.jooq.Tables.NOTION_PAGE;

import dev.consilium.memory.Projects;
import dev.consilium.memory.Transactions;
import dev.consilium.schemas.json.Names;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * One try to carry out an export, or a look after a page, by whoever holds the lease of its rows.
 * What it writes down is written only while no other attempt has taken them: otherwise {@link
 * LeaseLostException}. For one thread.
 */
public final class Attempt {
  private final Transactions transactions;
  private final Duration lease;
  private final UUID self;
  private final @Nullable Export export;
  private final @Nullable ExportPage look;
  private final HeldPages pages;

  /** Of this process's clock; before anything was sent the lease was at least as long. */
  private long renewed;

  private Attempt(
      Transactions transactions,
      Duration lease,
      UUID self,
      long renewed,
      @Nullable Export export,
      @Nullable ExportPage look) {
    this.transactions = transactions;
    this.lease = lease;
    this.self = self;
    this.renewed = renewed;
    this.export = export;
    this.look = look;
    this.pages = new HeldPages(transactions, self);
  }

  static @Nullable Attempt ofExport(Transactions transactions, Duration lease) {
    UUID self = UUID.randomUUID();
    long start = System.nanoTime();
    Export taken =
        transactions.<@Nullable Export>write(dsl -> {
          var due =
              DSL.select(NOTION_EXPORT.ID)
                  .from(NOTION_EXPORT)
                  .where(
                      NOTION_EXPORT.STATE.in(
                          DSL.inline(Names.of(ExportState.PENDING)),
                          DSL.inline(Names.of(ExportState.RUNNING))),
                      NOTION_EXPORT.DUE_AT.le(ExportRows.now()),
                      free(NOTION_EXPORT.TAKEN_UNTIL))
                  .orderBy(NOTION_EXPORT.DUE_AT)
                  .limit(1)
                  .forUpdate()
                  .skipLocked();
          Long id =
              dsl.update(NOTION_EXPORT)
                  .set(NOTION_EXPORT.STATE, Names.of(ExportState.RUNNING))
                  .set(NOTION_EXPORT.TAKEN_BY, self)
                  .set(NOTION_EXPORT.TAKEN_UNTIL, ExportRows.in(lease))
                  .set(NOTION_EXPORT.ATTEMPTS, NOTION_EXPORT.ATTEMPTS.plus(1))
                  .where(NOTION_EXPORT.ID.eq(due))
                  .returning(NOTION_EXPORT.ID)
                  .fetchOne(NOTION_EXPORT.ID);
          return id == null ? null : ExportRows.exports(dsl, NOTION_EXPORT.ID.eq(id), 1).getFirst();
        });
    return taken == null ? null : new Attempt(transactions, lease, self, start, taken, null);
  }

  static @Nullable Attempt ofLook(Transactions transactions, Duration lease) {
    UUID self = UUID.randomUUID();
    long start = System.nanoTime();
    ExportPage taken =
        transactions.<@Nullable ExportPage>write(dsl -> {
          var due =
              DSL.select(NOTION_PAGE.ID)
                  .from(NOTION_PAGE)
                  .where(NOTION_PAGE.LOOK_AT.le(ExportRows.now()), free(NOTION_PAGE.TAKEN_UNTIL))
                  .orderBy(NOTION_PAGE.LOOK_AT)
                  .limit(1)
                  .forUpdate()
                  .skipLocked();
          Long id =
              dsl.update(NOTION_PAGE)
                  .set(NOTION_PAGE.TAKEN_BY, self)
                  .set(NOTION_PAGE.TAKEN_UNTIL, ExportRows.in(lease))
                  .where(NOTION_PAGE.ID.eq(due))
                  .returning(NOTION_PAGE.ID)
                  .fetchOne(NOTION_PAGE.ID);
          return id == null ? null : ExportRows.pages(dsl, NOTION_PAGE.ID.eq(id)).getFirst();
        });
    return taken == null ? null : new Attempt(transactions, lease, self, start, null, taken);
  }

  private static Condition free(Field<OffsetDateTime> until) {
    return until.isNull().or(until.lt(ExportRows.now()));
  }

  public Export export() {
    return Objects.requireNonNull(export);
  }

  public ExportPage look() {
    return Objects.requireNonNull(look);
  }

  /** The pages that were taken, to write down what becomes of them. */
  public HeldPages pages() {
    return pages;
  }

  /**
   * Takes pages for this attempt alone; they come into being where they are not known yet.
   *
   * @return in the order of the keys; empty if another attempt works on one of them
   */
  public Optional<List<ExportPage>> take(PageKind kind, List<String> keys) {
    return transactions.write(dsl -> {
      held(dsl);
      long project = Projects.known(dsl, export().project());
      String[] distinct = keys.stream().distinct().sorted().toArray(String[]::new);
      int _ =
          dsl.execute(
              """
              INSERT INTO notion_page (project_id, kind, key)
              SELECT {0}, {1}, key FROM unnest({2}) AS key ORDER BY key ON CONFLICT DO NOTHING
              """,
              DSL.val(project), DSL.val(Names.of(kind)), DSL.val(distinct));
      int taken =
          dsl.update(NOTION_PAGE)
              .set(NOTION_PAGE.TAKEN_BY, self)
              .set(NOTION_PAGE.TAKEN_UNTIL, ExportRows.in(lease))
              .where(ExportStore.keyed(project, kind, List.of(distinct)))
              .and(NOTION_PAGE.TAKEN_BY.eq(self).or(free(NOTION_PAGE.TAKEN_UNTIL)))
              .execute();
      if (taken < distinct.length) {
        return Optional.empty();
      }
      List<ExportPage> pages =
          ExportRows.pages(dsl, ExportStore.keyed(project, kind, List.of(distinct)));
      return Optional.of(
          keys.stream()
              .map(key ->
                  pages.stream().filter(page -> page.key().equals(key)).findFirst().orElseThrow())
              .toList());
    });
  }

  /**
   * Makes sure that the lease lasts for another {@code time}, in which something can be sent.
   *
   * @throws LeaseLostException if it is lost
   */
  public void holdFor(Duration time) {
    if (System.nanoTime() - renewed < lease.minus(time).toNanos()) {
      return;
    }
    long start = System.nanoTime();
    int _ =
        transactions.write(dsl -> {
          held(dsl);
          return dsl.update(NOTION_EXPORT)
                  .set(NOTION_EXPORT.TAKEN_UNTIL, ExportRows.in(lease))
                  .where(NOTION_EXPORT.TAKEN_BY.eq(self))
                  .execute()
              + dsl.update(NOTION_PAGE)
                  .set(NOTION_PAGE.TAKEN_UNTIL, ExportRows.in(lease))
                  .where(NOTION_PAGE.TAKEN_BY.eq(self))
                  .execute();
        });
    renewed = start;
  }

  /** A lease that ran out is still ours as long as nobody else took the row. */
  private void held(DSLContext dsl) {
    boolean held =
        export != null
            ? dsl.fetchExists(
                dsl.selectOne()
                    .from(NOTION_EXPORT)
                    .where(NOTION_EXPORT.ID.eq(export.id()), NOTION_EXPORT.TAKEN_BY.eq(self))
                    .forUpdate())
            : dsl.fetchExists(
                dsl.selectOne()
                    .from(NOTION_PAGE)
                    .where(NOTION_PAGE.ID.eq(look().id()), NOTION_PAGE.TAKEN_BY.eq(self))
                    .forUpdate());
    if (!held) {
      throw new LeaseLostException();
    }
  }

  /** All of it is in Notion; what was asked for meanwhile is done next. */
  public void done(String contentHash) {
    int _ =
        transactions.write(dsl -> {
          held(dsl);
          Condition newer = NOTION_EXPORT.WANTED.gt(export().wanted());
          int _ =
              dsl.update(NOTION_EXPORT)
                  .set(
                      NOTION_EXPORT.STATE,
                      DSL.when(newer, Names.of(ExportState.PENDING))
                          .otherwise(Names.of(ExportState.DONE)))
                  .set(NOTION_EXPORT.CONTENT_HASH, contentHash)
                  .set(NOTION_EXPORT.ATTEMPTS, 0)
                  .set(NOTION_EXPORT.DUE_AT, ExportRows.now())
                  .setNull(NOTION_EXPORT.ERROR)
                  .set(NOTION_EXPORT.EXPORTED_AT, ExportRows.now())
                  .where(NOTION_EXPORT.TAKEN_BY.eq(self))
                  .execute();
          return release(dsl);
        });
  }

  /** Not now; the failure is remembered. */
  public void later(Duration delay, @Nullable String error) {
    end(ExportState.PENDING, delay, error);
  }

  /** Notion does not take it as it is: not before somebody asks again. */
  public void failed(String error) {
    end(ExportState.FAILED, Duration.ZERO, error);
  }

  private void end(ExportState state, Duration delay, @Nullable String error) {
    int _ =
        transactions.write(dsl -> {
          held(dsl);
          Condition newer = NOTION_EXPORT.WANTED.gt(export().wanted());
          int _ =
              dsl.update(NOTION_EXPORT)
                  .set(
                      NOTION_EXPORT.STATE,
                      DSL.when(newer, Names.of(ExportState.PENDING)).otherwise(Names.of(state)))
                  .set(NOTION_EXPORT.DUE_AT, ExportRows.in(delay))
                  .set(NOTION_EXPORT.ERROR, error == null ? NOTION_EXPORT.ERROR : DSL.val(error))
                  .where(NOTION_EXPORT.TAKEN_BY.eq(self))
                  .execute();
          return release(dsl);
        });
  }

  /** Lets go of the rows, whatever became of them. */
  public void release() {
    int _ = transactions.write(this::release);
  }

  private int release(DSLContext dsl) {
    return dsl.update(NOTION_EXPORT)
            .setNull(NOTION_EXPORT.TAKEN_BY)
            .setNull(NOTION_EXPORT.TAKEN_UNTIL)
            .where(NOTION_EXPORT.TAKEN_BY.eq(self))
            .execute()
        + dsl.update(NOTION_PAGE)
            .setNull(NOTION_PAGE.TAKEN_BY)
            .setNull(NOTION_PAGE.TAKEN_UNTIL)
            .where(NOTION_PAGE.TAKEN_BY.eq(self))
            .execute();
  }
}
