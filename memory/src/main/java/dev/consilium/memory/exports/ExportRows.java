package dev.consilium.memory.exports;

import static dev.consilium.memory.jooq.Tables.NOTION_EXPORT;
import static dev.consilium.memory.jooq.Tables.NOTION_PAGE;
import static dev.consilium.memory.jooq.Tables.PROJECT;

import dev.consilium.memory.jooq.tables.records.NotionExportRecord;
import dev.consilium.memory.jooq.tables.records.NotionPageRecord;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.impl.DSL;
import org.jooq.types.DayToSecond;
import org.jspecify.annotations.Nullable;

/** Rows of the outbox as the store's face shows them. */
final class ExportRows {
  private ExportRows() {}

  static List<Export> exports(DSLContext dsl, Condition condition, int limit) {
    return dsl.select(NOTION_EXPORT.fields())
        .select(PROJECT.NAME)
        .from(NOTION_EXPORT)
        .join(PROJECT)
        .on(PROJECT.ID.eq(NOTION_EXPORT.PROJECT_ID))
        .where(condition)
        .orderBy(NOTION_EXPORT.REQUESTED_AT.desc(), NOTION_EXPORT.ID.desc())
        .limit(limit)
        .fetch(row -> export(row.into(NOTION_EXPORT), projectOf(row)));
  }

  private static Export export(NotionExportRecord row, String project) {
    return new Export(
        row.getId(),
        project,
        row.getMeeting(),
        "d" + row.getDecisionId(),
        ExportState.valueOf(row.getState().toUpperCase(Locale.ROOT)),
        row.getWanted(),
        row.getContentHash(),
        row.getAttempts(),
        row.getDueAt().toInstant(),
        row.getError(),
        row.getRequestedAt().toInstant(),
        instant(row.getExportedAt()));
  }

  static List<ExportPage> pages(DSLContext dsl, Condition condition) {
    return dsl.select(NOTION_PAGE.fields())
        .select(PROJECT.NAME)
        .from(NOTION_PAGE)
        .join(PROJECT)
        .on(PROJECT.ID.eq(NOTION_PAGE.PROJECT_ID))
        .where(condition)
        .orderBy(NOTION_PAGE.ID)
        .fetch(row -> page(row.into(NOTION_PAGE), projectOf(row)));
  }

  private static ExportPage page(NotionPageRecord row, String project) {
    return new ExportPage(
        row.getId(),
        project,
        PageKind.valueOf(row.getKind().toUpperCase(Locale.ROOT)),
        row.getKey(),
        row.getDataSource(),
        row.getPageId(),
        row.getUrl(),
        row.getContentHash(),
        List.of(row.getBlocks()),
        instant(row.getSentAt()),
        row.getSentHash(),
        instant(row.getLookAt()));
  }

  private static String projectOf(Record row) {
    return Objects.requireNonNull(row.get(PROJECT.NAME));
  }

  private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
    return time == null ? null : time.toInstant();
  }

  static Field<OffsetDateTime> now() {
    return DSL.field("clock_timestamp()", OffsetDateTime.class);
  }

  static Field<OffsetDateTime> in(Duration duration) {
    return now().plus(DayToSecond.valueOf(duration));
  }
}
