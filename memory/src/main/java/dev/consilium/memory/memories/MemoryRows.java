package dev.consilium.memory.memories;

import static dev.consilium.memory.jooq.Tables.MEMORY;
import static dev.consilium.memory.jooq.Tables.PROJECT;

import dev.consilium.memory.Refused;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jooq.Field;
import org.jooq.JSONB;
import org.jooq.Record;
import org.jooq.SelectField;
import org.jspecify.annotations.Nullable;

/** Memories as they stand in their table. */
final class MemoryRows {
  static final List<SelectField<?>> FIELDS =
      List.of(
          MEMORY.ID,
          PROJECT.NAME,
          MEMORY.KIND,
          MEMORY.TEXT,
          MEMORY.TAGS,
          MEMORY.FILES,
          MEMORY.TASK_ID,
          MEMORY.DECISION_ID,
          MEMORY.IMPORTANCE,
          MEMORY.VALID_FROM,
          MEMORY.VALID_UNTIL,
          MEMORY.AGENT,
          MEMORY.METADATA,
          MEMORY.REPEATS,
          MEMORY.HELPFUL,
          MEMORY.CREATED_AT,
          MEMORY.UPDATED_AT);

  private static final String PREFIX = "m";

  private MemoryRows() {}

  static String id(long number) {
    return PREFIX + number;
  }

  static long number(String field, String id) {
    if (id.matches(PREFIX + "[0-9]{1,18}")) {
      return Long.parseLong(id.substring(PREFIX.length()));
    }
    throw new Refused(field, "\"" + id + "\" is no id of a memory; they look like m17.");
  }

  static Memory memory(Record row) {
    return new Memory(
        id(required(row, MEMORY.ID)),
        required(row, PROJECT.NAME),
        Kind.valueOf(required(row, MEMORY.KIND).toUpperCase(Locale.ROOT)),
        required(row, MEMORY.TEXT),
        List.of(required(row, MEMORY.TAGS)),
        List.of(required(row, MEMORY.FILES)),
        row.get(MEMORY.TASK_ID),
        row.get(MEMORY.DECISION_ID),
        required(row, MEMORY.IMPORTANCE),
        instant(row, MEMORY.VALID_FROM),
        instant(row, MEMORY.VALID_UNTIL),
        row.get(MEMORY.AGENT),
        required(row, MEMORY.METADATA).data(),
        required(row, MEMORY.REPEATS),
        required(row, MEMORY.HELPFUL),
        required(row, MEMORY.CREATED_AT).toInstant(),
        required(row, MEMORY.UPDATED_AT).toInstant());
  }

  static JSONB metadata(@Nullable String json) {
    return JSONB.valueOf(json == null ? "{}" : json);
  }

  static <T> T required(Record row, Field<T> field) {
    return Objects.requireNonNull(row.get(field));
  }

  static @Nullable Instant instant(Record row, Field<OffsetDateTime> field) {
    OffsetDateTime time = row.get(field);
    return time == null ? null : time.toInstant();
  }
}
