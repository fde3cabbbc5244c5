package dev.consilium.memory.tasks;

import static dev.consilium.memory.jooq.Tables.PROJECT;

import java.util.Objects;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the counts of open dependencies exact. Whoever changes which tasks depend on which takes
 * the project's lock alone; whoever makes a task done or undone shares it with others who do so.
 * Both take it before they lock a row.
 */
final class ProjectLocks {
  private ProjectLocks() {}

  static void alone(DSLContext dsl, long project) {
    lock(dsl, "pg_advisory_xact_lock", project);
  }

  static void shared(DSLContext dsl, long project) {
    lock(dsl, "pg_advisory_xact_lock_shared", project);
  }

  private static void lock(DSLContext dsl, String function, long project) {
    var _ = dsl.select(DSL.function(function, Object.class, DSL.val(project))).fetch();
  }

  static @Nullable Long id(DSLContext dsl, String project) {
    return dsl.select(PROJECT.ID)
        .from(PROJECT)
        .where(PROJECT.NAME.eq(project))
        .fetchOne(PROJECT.ID);
  }

  /** The project's id; it comes into being with its first task. */
  static long idOrCreate(DSLContext dsl, String project, Runnable created) {
    Long known = id(dsl, project);
    if (known != null) {
      return known;
    }
    Long fresh =
        dsl.insertInto(PROJECT, PROJECT.NAME)
            .values(project)
            .onConflictDoNothing()
            .returning(PROJECT.ID)
            .fetchOne(PROJECT.ID);
    if (fresh != null) {
      created.run();
      return fresh;
    }
    return Objects.requireNonNull(id(dsl, project));
  }
}
