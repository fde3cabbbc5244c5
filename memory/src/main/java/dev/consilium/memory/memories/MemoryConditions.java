package dev.consilium.memory.memories;

import static dev.consilium.memory.jooq.Tables.MEMORY;

import dev.consilium.memory.Projects;
import dev.consilium.schemas.json.Names;
import java.time.OffsetDateTime;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** A filter of memories as a condition on their table. */
final class MemoryConditions {
  private MemoryConditions() {}

  static Condition of(DSLContext dsl, MemoryFilter filter) {
    String project = filter.project();
    return of(project == null ? null : Projects.known(dsl, project), filter);
  }

  static Condition of(@Nullable Long project, MemoryFilter filter) {
    Condition condition = DSL.noCondition();
    if (project != null) {
      condition = condition.and(MEMORY.PROJECT_ID.eq(project));
    }
    if (!filter.kinds().isEmpty()) {
      condition =
          condition.and(
              MEMORY.KIND.eq(
                  DSL.any(filter.kinds().stream().map(Names::of).toArray(String[]::new))));
    }
    if (!filter.tags().isEmpty()) {
      condition = condition.and(MEMORY.TAGS.contains(filter.tags().toArray(String[]::new)));
    }
    if (!filter.files().isEmpty()) {
      condition =
          condition.and(DSL.arrayOverlap(MEMORY.FILES, filter.files().toArray(String[]::new)));
    }
    if (filter.taskId() != null) {
      condition = condition.and(MEMORY.TASK_ID.eq(filter.taskId()));
    }
    if (filter.agent() != null) {
      condition = condition.and(MEMORY.AGENT.eq(filter.agent()));
    }
    if (filter.since() != null) {
      condition = condition.and(MEMORY.CREATED_AT.ge(AddMemories.time(filter.since())));
    }
    if (filter.until() != null) {
      condition = condition.and(MEMORY.CREATED_AT.lt(AddMemories.time(filter.until())));
    }
    if (!filter.past()) {
      Field<OffsetDateTime> now = DSL.currentOffsetDateTime();
      condition =
          condition
              .and(MEMORY.VALID_UNTIL.isNull().or(MEMORY.VALID_UNTIL.gt(now)))
              .and(MEMORY.VALID_FROM.isNull().or(MEMORY.VALID_FROM.le(now)));
    }
    return condition;
  }
}
