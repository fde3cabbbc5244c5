package dev.consilium.memory.exports;

import static dev.consilium.memory.jooq.Tables.NOTION_PAGE;

import dev.consilium.memory.Transactions;
import dev.consilium.memory.jooq.tables.records.NotionPageRecord;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jooq.UpdateSetFirstStep;
import org.jooq.UpdateSetMoreStep;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of the pages that an {@link Attempt} holds. It is written down only while no other
 * attempt has taken the page: otherwise {@link LeaseLostException}.
 */
public final class HeldPages {
  private final Transactions transactions;
  private final UUID holder;

  HeldPages(Transactions transactions, UUID holder) {
    this.transactions = transactions;
    this.holder = holder;
  }

  /** The page as it is known by now. */
  public ExportPage get(long id) {
    return transactions.read(dsl -> ExportRows.pages(dsl, NOTION_PAGE.ID.eq(id)).getFirst());
  }

  private void update(
      ExportPage page,
      Function<UpdateSetFirstStep<NotionPageRecord>, UpdateSetMoreStep<NotionPageRecord>> values) {
    int changed =
        transactions.write(dsl ->
            values
                .apply(dsl.update(NOTION_PAGE))
                .where(NOTION_PAGE.ID.eq(page.id()), NOTION_PAGE.TAKEN_BY.eq(holder))
                .execute());
    if (changed == 0) {
      throw new LeaseLostException();
    }
  }

  /**
   * A creation is about to be sent: from now on its outcome is unknown.
   *
   * @param late after so long nothing of it can arrive any more, and somebody has to look
   */
  public void sending(ExportPage page, String contentHash, Duration late) {
    update(
        page,
        row ->
            row.set(NOTION_PAGE.SENT_AT, ExportRows.now())
                .set(
                    NOTION_PAGE.SENT_HASH,
                    DSL.when(
                            DSL.coalesce(NOTION_PAGE.SENT_HASH, contentHash).eq(contentHash),
                            contentHash)
                        .otherwise(""))
                .set(NOTION_PAGE.LOOK_AT, ExportRows.in(late))
                .setNull(NOTION_PAGE.PAGE_ID)
                .setNull(NOTION_PAGE.CONTENT_HASH));
  }

  /** How long ago that was, by the clock that all nodes share; empty if nothing is unknown. */
  public Optional<Duration> sinceSent(ExportPage page) {
    Double seconds =
        transactions.<@Nullable Double>read(dsl ->
            dsl.select(
                    DSL.field(
                        "extract(epoch FROM clock_timestamp() - sent_at)::float8", Double.class))
                .from(NOTION_PAGE)
                .where(NOTION_PAGE.ID.eq(page.id()))
                .fetchSingle()
                .value1());
    return Optional.ofNullable(seconds).map(ago -> Duration.ofMillis((long) (ago * 1_000)));
  }

  /** Notion said no: nothing came of it. */
  public void notCreated(ExportPage page) {
    update(
        page,
        row ->
            row.setNull(NOTION_PAGE.SENT_AT)
                .set(NOTION_PAGE.SENT_HASH, page.sentHash())
                .set(NOTION_PAGE.LOOK_AT, offset(page.lookAt())));
  }

  /** Notion said where it is. */
  public void created(
      ExportPage page, String dataSource, String pageId, String url, @Nullable String hash) {
    update(
        page,
        row ->
            known(row, dataSource, pageId, url, hash)
                .set(NOTION_PAGE.LOOK_AT, offset(page.lookAt())));
  }

  /** It was there already. */
  public void found(
      ExportPage page, String dataSource, String pageId, String url, @Nullable String hash) {
    update(page, row -> known(row, dataSource, pageId, url, hash));
  }

  private static UpdateSetMoreStep<NotionPageRecord> known(
      UpdateSetFirstStep<NotionPageRecord> row,
      String dataSource,
      String pageId,
      String url,
      @Nullable String hash) {
    return row.set(NOTION_PAGE.DATA_SOURCE, dataSource)
        .set(NOTION_PAGE.PAGE_ID, pageId)
        .set(NOTION_PAGE.URL, url)
        .set(NOTION_PAGE.CONTENT_HASH, hash)
        .set(NOTION_PAGE.BLOCKS, new String[0])
        .setNull(NOTION_PAGE.SENT_AT)
        .setNull(NOTION_PAGE.SENT_HASH);
  }

  /** It has all of its content, in these blocks of the first level. */
  public void written(ExportPage page, String contentHash, List<String> blocks) {
    update(
        page,
        row ->
            row.set(NOTION_PAGE.CONTENT_HASH, contentHash)
                .set(NOTION_PAGE.BLOCKS, blocks.toArray(String[]::new)));
  }

  private static @Nullable OffsetDateTime offset(@Nullable Instant time) {
    return time == null ? null : time.atOffset(ZoneOffset.UTC);
  }

  /** What the page has is not known any more, until it is written again. */
  public void changing(ExportPage page) {
    update(page, row -> row.setNull(NOTION_PAGE.CONTENT_HASH));
  }

  /** The page was deleted by somebody. */
  public void gone(ExportPage page) {
    update(
        page,
        row ->
            row.setNull(NOTION_PAGE.PAGE_ID)
                .setNull(NOTION_PAGE.URL)
                .setNull(NOTION_PAGE.CONTENT_HASH));
  }

  /** Something may still arrive in Notion that was sent for this page: look later. */
  public void lookLater(ExportPage page, Duration delay) {
    update(page, row -> row.set(NOTION_PAGE.LOOK_AT, ExportRows.in(delay)));
  }

  /** Nothing more is to be looked for. */
  public void looked(ExportPage page) {
    update(page, row -> row.setNull(NOTION_PAGE.LOOK_AT));
  }
}
