package dev.consilium.memory.tasks;

import static dev.consilium.memory.jooq.Tables.PROJECT;

import dev.consilium.memory.CallRows;
import dev.consilium.memory.LastStatements;
import dev.consilium.memory.Prepared;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Param;
import org.jooq.impl.DSL;

/**
 * Keeps the counts of open dependencies exact. Whoever changes which tasks depend on which takes
 * the project's lock alone; whoever makes a task done or undone shares it with others who do so.
 * Both take it before they lock a row.
 */
final class ProjectLocks {
  private static final String SHARED = "pg_advisory_xact_lock_shared";

  private static final Param<Long> ID = DSL.param("id", PROJECT.ID);
  private static final Param<String> NAME = DSL.param("name", PROJECT.NAME);

  private static final Prepared ALONE = Prepared.of(DSL.select(lock("pg_advisory_xact_lock", ID)));
  private static final Prepared SHARED_BY_ID = Prepared.of(DSL.select(lock(SHARED, ID)));
  private static final Prepared SHARED_BY_NAME =
      Prepared.of(
          DSL.select(lock(SHARED, PROJECT.ID)).from(PROJECT).where(PROJECT.NAME.eq(NAME)),
          CallRows.thatGet(
              DSL.function("pg_try_advisory_xact_lock_shared", Boolean.class, PROJECT.ID),
              CallRows.of(NAME).join(PROJECT).on(PROJECT.NAME.eq(CallRows.value(NAME)))));

  private ProjectLocks() {}

  private static Field<Object> lock(String function, Field<Long> project) {
    return DSL.function(function, Object.class, project);
  }

  static void alone(DSLContext dsl, long project) {
    ALONE.call().with(ID, project).execute(dsl);
  }

  /** Is sent with the lock of the task that is asked for next. */
  static void shared(DSLContext dsl, long project) {
    LastStatements.add(dsl, SHARED_BY_ID.call().with(ID, project));
  }

  /** The same, if there is such a project. */
  static void shared(DSLContext dsl, String project) {
    LastStatements.add(dsl, sharing(project));
  }

  static Prepared.Call sharing(String project) {
    return SHARED_BY_NAME.call().with(NAME, project);
  }
}
