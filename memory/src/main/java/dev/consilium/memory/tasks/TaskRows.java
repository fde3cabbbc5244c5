package dev.consilium.memory.tasks;

import static dev.consilium.memory.jooq.Tables.PROJECT;
import static dev.consilium.memory.jooq.Tables.TASK;
import static dev.consilium.memory.jooq.Tables.TASK_DEPENDENCY;

import dev.consilium.memory.LastStatements;
import dev.consilium.memory.Prepared;
import dev.consilium.memory.Rendered;
import dev.consilium.memory.jooq.tables.Task;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.JSONB;
import org.jooq.Param;
import org.jooq.Record;
import org.jooq.ResultQuery;
import org.jooq.Update;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** Task rows as the store's face shows them. */
final class TaskRows {
  private static final Task OTHER = TASK.as("other");

  private static final Field<String> PROJECT_NAME =
      DSL.field(DSL.select(PROJECT.NAME).from(PROJECT).where(PROJECT.ID.eq(TASK.PROJECT_ID)))
          .as("project_name");
  private static final Field<String> PARENT =
      DSL.field(DSL.select(OTHER.TASK_ID).from(OTHER).where(OTHER.ID.eq(TASK.PARENT_ID)))
          .as("parent");
  private static final Field<String[]> DEPENDS_ON = dependencies(DSL.trueCondition(), "depends_on");
  private static final Field<String[]> BLOCKED_BY =
      dependencies(OTHER.STATUS.ne(DSL.inline(text(TaskStatus.DONE))), "blocked_by");

  /** What {@link #task} reads: the columns, and the names behind the references. */
  static final List<Field<?>> FIELDS =
      Stream.concat(
              Arrays.stream(TASK.fields()).filter(field -> !field.equals(TASK.LEASE_CHECK_AT)),
              Stream.of(PROJECT_NAME, PARENT, DEPENDS_ON, BLOCKED_BY))
          .toList();

  private static final Rendered COLUMNS = Rendered.of(FIELDS);

  static final Param<Long> ID = DSL.param("id", TASK.ID);
  static final Param<String> PROJECT_PARAM = DSL.param("project", PROJECT.NAME);
  static final Param<String> TASK_PARAM = DSL.param("task", TASK.TASK_ID);
  static final Condition NAMED = named(PROJECT_PARAM, TASK_PARAM);

  private static final Prepared BY_ID =
      Prepared.of(DSL.select(FIELDS).from(TASK).where(TASK.ID.eq(ID)));
  private static final Prepared BY_NAME = Prepared.of(DSL.select(FIELDS).from(TASK).where(NAMED));

  private TaskRows() {}

  private static Field<String[]> dependencies(Condition condition, String name) {
    return DSL.array(
            DSL.select(OTHER.TASK_ID)
                .from(TASK_DEPENDENCY)
                .join(OTHER)
                .on(OTHER.ID.eq(TASK_DEPENDENCY.DEPENDS_ON))
                .where(TASK_DEPENDENCY.TASK_ID.eq(TASK.ID), condition)
                .orderBy(OTHER.ID))
        .as(name);
  }

  static Condition named(String project, String taskId) {
    return named(DSL.val(project), DSL.val(taskId));
  }

  private static Condition named(Field<String> project, Field<String> taskId) {
    return of(project).and(TASK.TASK_ID.eq(taskId));
  }

  static Condition of(Field<String> project) {
    return TASK.PROJECT_ID.eq(DSL.select(PROJECT.ID).from(PROJECT).where(PROJECT.NAME.eq(project)));
  }

  /** In the words of its index, which has the tasks that have any. */
  static Condition labelled(String label) {
    return TASK.LABELS
        .contains(new String[] {label})
        .and(DSL.condition("{0} <> '{}'", TASK.LABELS));
  }

  static dev.consilium.memory.tasks.Task byId(DSLContext dsl, long id) {
    return task(Objects.requireNonNull(LastStatements.fetchOne(dsl, BY_ID.call().with(ID, id))));
  }

  static @Nullable Record find(DSLContext dsl, String project, String taskId) {
    return BY_NAME.call().with(PROJECT_PARAM, project).with(TASK_PARAM, taskId).fetchOne(dsl);
  }

  /** The first of the tasks that fit, the oldest first. */
  static ResultQuery<Record> oldest(Condition which, int limit) {
    return COLUMNS.first(TASK, which, TASK.ID.asc(), limit);
  }

  /** An update that gives the tasks as they are then. */
  static ResultQuery<Record> returning(Update<?> update, Field<?>... more) {
    return COLUMNS.returnedBy(update, more);
  }

  /** What is there with the new values over it; a null value removes. */
  static Field<JSONB> mergedMetadata(Field<JSONB> json) {
    return DSL.field("jsonb_strip_nulls({0} || {1})", JSONB.class, TASK.METADATA, json);
  }

  static dev.consilium.memory.tasks.Task task(Record row) {
    TaskStatus status = status(required(row, TASK.STATUS));
    String type = row.get(TASK.TYPE);
    return new dev.consilium.memory.tasks.Task(
        required(row, TASK.ID),
        required(row, PROJECT_NAME),
        required(row, TASK.TASK_ID),
        required(row, TASK.TITLE),
        row.get(TASK.DESCRIPTION),
        type == null ? null : TaskType.valueOf(type.toUpperCase(Locale.ROOT)),
        List.of(required(row, TASK.LABELS)),
        required(row, TASK.PRIORITY),
        row.get(TASK.OWNER),
        instant(row.get(TASK.DUE_AT)),
        row.get(PARENT),
        required(row, TASK.METADATA).data(),
        status,
        status == TaskStatus.OPEN && required(row, TASK.OPEN_DEPENDENCIES) == 0,
        required(row, TASK.PROGRESS),
        row.get(TASK.MESSAGE),
        row.get(TASK.RESULT),
        row.get(TASK.ERROR_TYPE),
        row.get(TASK.ERROR_MESSAGE),
        row.get(TASK.STACK_TRACE),
        row.get(TASK.DURATION_SECONDS),
        row.get(TASK.CLAIMED_BY),
        instant(row.get(TASK.LEASE_EXPIRES_AT)),
        List.of(required(row, DEPENDS_ON)),
        List.of(required(row, BLOCKED_BY)),
        required(row, TASK.CREATED_AT).toInstant(),
        required(row, TASK.UPDATED_AT).toInstant(),
        instant(row.get(TASK.STARTED_AT)),
        instant(row.get(TASK.FINISHED_AT)),
        row.get(TASK.OPEN_STEERING));
  }

  static <T> T required(Record row, Field<T> field) {
    return Objects.requireNonNull(row.get(field), field.getName());
  }

  static String text(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  static TaskStatus status(String text) {
    return TaskStatus.valueOf(text.toUpperCase(Locale.ROOT));
  }

  static @Nullable Instant instant(@Nullable OffsetDateTime time) {
    return time == null ? null : time.toInstant();
  }

  static @Nullable OffsetDateTime offset(@Nullable Instant time) {
    return time == null ? null : time.atOffset(ZoneOffset.UTC);
  }
}
