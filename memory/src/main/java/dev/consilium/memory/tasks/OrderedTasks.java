package dev.consilium.memory.tasks;

import static dev.consilium.memory.jooq.Tables.TASK;

import dev.consilium.memory.Cursors;
import dev.consilium.memory.Refused;
import java.util.List;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.SortField;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * One page of tasks in any order. A cursor holds the order, and the key and id of the last task, so
 * that tasks that come or go meanwhile move nothing.
 */
final class OrderedTasks {
  private static final Field<Long> NUMBER = DSL.field(DSL.name("sort_number"), Long.class);
  private static final Field<String> TEXT = DSL.field(DSL.name("sort_text"), String.class);

  private final DSLContext dsl;
  private final Condition wanted;
  private final TaskOrder order;

  OrderedTasks(DSLContext dsl, Condition wanted, TaskOrder order) {
    this.dsl = dsl;
    this.wanted = wanted;
    this.order = order;
  }

  TaskPage page(@Nullable String cursor, int offset, int limit, long total) {
    Field<?> key = key();
    List<Record> rows =
        dsl
            .select(TaskRows.FIELDS)
            .select(key.as(isText() ? TEXT : NUMBER))
            .from(TASK)
            .where(wanted, cursor == null ? DSL.noCondition() : after(key, Cursors.text(cursor)))
            .orderBy(sorted(key), sorted(TASK.ID))
            .limit(DSL.inline(limit + 1))
            .offset(offset)
            .fetch()
            .stream()
            .map(Record.class::cast)
            .toList();
    boolean more = rows.size() > limit;
    List<Record> shown = more ? rows.subList(0, limit) : rows;
    return new TaskPage(
        shown.stream().map(TaskRows::task).toList(), more ? cursor(shown.getLast()) : null, total);
  }

  private boolean isText() {
    return order.key() == TaskOrder.Key.STATUS || order.key() == TaskOrder.Key.TITLE;
  }

  private Field<?> key() {
    return switch (order.key()) {
      case ID -> TASK.ID;
      case CREATED_AT -> micros(TASK.CREATED_AT);
      case UPDATED_AT -> micros(TASK.UPDATED_AT);
      case STARTED_AT -> micros(TASK.STARTED_AT);
      case FINISHED_AT -> micros(TASK.FINISHED_AT);
      case DUE -> micros(TASK.DUE_AT);
      case PRIORITY -> TASK.PRIORITY.cast(Long.class);
      case PROGRESS -> TASK.PROGRESS.cast(Long.class);
      case DURATION_SECONDS ->
          DSL.field(
              "coalesce((least({0}, 1e12) * 1000)::bigint, -1)", Long.class, TASK.DURATION_SECONDS);
      case STATUS -> TASK.STATUS;
      case TITLE -> TASK.TITLE;
    };
  }

  private static Field<Long> micros(Field<?> time) {
    return DSL.field("coalesce((extract(epoch from {0}) * 1000000)::bigint, -1)", Long.class, time);
  }

  private SortField<?> sorted(Field<?> field) {
    return order.descending() ? field.desc() : field.asc();
  }

  private String name() {
    return (order.descending() ? "-" : "") + TaskRows.text(order.key());
  }

  private String cursor(Record last) {
    Object key = isText() ? last.get(TEXT) : last.get(NUMBER);
    return Cursors.of(name() + '\n' + TaskRows.required(last, TASK.ID) + '\n' + key);
  }

  private Condition after(Field<?> key, String cursor) {
    String[] parts = cursor.split("\n", 3);
    if (parts.length < 3 || !parts[0].equals(name())) {
      throw new Refused("cursor", "belongs to another order; leave it out to begin.");
    }
    try {
      Object value = isText() ? parts[2] : (Object) Long.parseLong(parts[2]);
      return DSL.condition(
          order.descending() ? "({0}, {1}) < ({2}, {3})" : "({0}, {1}) > ({2}, {3})",
          key,
          TASK.ID,
          DSL.val(value),
          DSL.val(Long.parseLong(parts[1])));
    } catch (NumberFormatException e) {
      throw new Refused("cursor", "is not one that was given; leave it out to begin.");
    }
  }
}
