package dev.consilium.memory.tasks;

import static dev.consilium.memory.jooq.Tables.PROJECT;
import static dev.consilium.memory.jooq.Tables.TASK;

import dev.consilium.memory.CallRows;
import dev.consilium.memory.Prepared;
import java.util.Iterator;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Param;
import org.jooq.Record;
import org.jooq.Result;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * Numbers for new tasks, and the ids that we make of them; with the project's id, in one question.
 */
final class TaskNumbers {
  private static final String PREFIX = "t";

  private static final Param<Integer> COUNT = DSL.param("count", Integer.class);
  private static final Param<String> NAME = DSL.param("project", PROJECT.NAME);

  private static final Field<Long> NUMBER = DSL.field(DSL.name("fresh", "number"), Long.class);
  private static final Field<String> TASK_ID = DSL.field(DSL.name("fresh", "name"), String.class);

  /**
   * Our ids are numbers of one sequence; a client may have taken one as its own. For EXISTS, or a
   * name that is put together beside the index, the planner may read the whole project.
   */
  private static final Field<Boolean> TAKEN =
      DSL.field(
              DSL.field(
                      DSL.select(TASK.ID)
                          .from(TASK)
                          .where(TASK.PROJECT_ID.eq(PROJECT.ID), TASK.TASK_ID.eq(TASK_ID)))
                  .isNotNull())
          .as("taken");

  private static final Prepared NUMBERS =
      Prepared.of(
          DSL.select(NUMBER, TAKEN, PROJECT.ID)
              .from(fresh(COUNT))
              .leftJoin(PROJECT)
              .on(PROJECT.NAME.eq(NAME)),
          DSL.select(NUMBER, TAKEN, PROJECT.ID, CallRows.PLACE)
              .from(CallRows.of(COUNT, NAME))
              .crossJoin(DSL.lateral(fresh(CallRows.value(COUNT))))
              .leftJoin(PROJECT)
              .on(PROJECT.NAME.eq(CallRows.value(NAME))));

  private static Table<?> fresh(Field<Integer> count) {
    return DSL.table(
            """
            (SELECT number, {1} || number AS name
            FROM (SELECT nextval(pg_get_serial_sequence('consilium.task', 'id')) AS number
              FROM generate_series(1, {0})) AS next
            OFFSET 0)
            """,
            count, DSL.inline(PREFIX))
        .as("fresh");
  }

  /**
   * A number for a new task.
   *
   * @param taken whether a task has the id that we would make of it
   */
  record Fresh(long number, boolean taken) {
    String taskId() {
      return PREFIX + number;
    }
  }

  private final DSLContext dsl;
  private final String project;
  private final @Nullable Long projectId;
  private Iterator<Record> rows;

  /** Asks for as many as are likely to be needed. */
  TaskNumbers(DSLContext dsl, String project, int count) {
    this.dsl = dsl;
    this.project = project;
    Result<Record> first = ask(count);
    this.projectId = first.getFirst().get(PROJECT.ID);
    this.rows = first.iterator();
  }

  private Result<Record> ask(int count) {
    return question(project, count).fetch(dsl);
  }

  static Prepared.Call question(String project, int count) {
    return NUMBERS.call().with(COUNT, Math.max(1, count)).with(NAME, project);
  }

  /** Null while there is no such project. */
  @Nullable Long projectId() {
    return projectId;
  }

  Fresh next() {
    if (!rows.hasNext()) {
      rows = ask(1).iterator();
    }
    Record row = rows.next();
    return new Fresh(TaskRows.required(row, NUMBER), TaskRows.required(row, TAKEN));
  }
}
