package dev.consilium.memory.tasks;

import org.jooq.DSLContext;
import org.jooq.impl.DSL;

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
}
