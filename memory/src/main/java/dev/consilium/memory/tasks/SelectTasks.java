package dev.consilium.memory.tasks;

import static dev.consilium.memory.jooq.Tables.TASK;

import dev.consilium.memory.Cursors;
import dev.consilium.memory.Projects;
import dev.consilium.memory.Refused;
import dev.consilium.memory.ValuePlans;
import java.util.List;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** One page of the tasks that fit a filter, oldest first. */
final class SelectTasks {
  private final DSLContext dsl;
  private final TaskFilter filter;

  SelectTasks(DSLContext dsl, TaskFilter filter) {
    this.dsl = filter.isNarrow() ? ValuePlans.in(dsl) : dsl;
    this.filter = filter;
  }

  TaskPage page(@Nullable String cursor, int limit) {
    Long project = project();
    Condition wanted = condition(project);
    Condition after = cursor == null ? DSL.noCondition() : TASK.ID.gt(Cursors.number(cursor));
    List<Record> rows = dsl.fetch(TaskRows.oldest(wanted.and(after), limit + 1));
    boolean more = rows.size() > limit;
    List<Record> shown = more ? rows.subList(0, limit) : rows;
    String next = more ? Cursors.of(TaskRows.required(shown.getLast(), TASK.ID)) : null;
    return new TaskPage(shown.stream().map(TaskRows::task).toList(), next, total(project, wanted));
  }

  /** One page in any order, after the cursor and then {@code offset} further on. */
  TaskPage page(TaskOrder order, @Nullable String cursor, int offset, int limit) {
    Long project = project();
    Condition wanted = condition(project);
    return new OrderedTasks(dsl, wanted, order).page(cursor, offset, limit, total(project, wanted));
  }

  private long total(@Nullable Long project, Condition wanted) {
    if (project != null && filter.isByState()) {
      return Math.min(
          TaskCounts.of(dsl, project, filter.statuses(), filter.readyOnly()), TaskPage.MAX_TOTAL);
    }
    return dsl.fetchCount(
        DSL.select(DSL.inline(1)).from(TASK).where(wanted).limit(DSL.inline(TaskPage.MAX_TOTAL)));
  }

  private @Nullable Long project() {
    if (filter.project() == null) {
      return null;
    }
    return Projects.known(dsl, filter.project());
  }

  private Condition condition(@Nullable Long project) {
    Condition condition = project == null ? DSL.noCondition() : TASK.PROJECT_ID.eq(project);
    if (!filter.statuses().isEmpty()) {
      condition =
          condition.and(
              TASK.STATUS.in(
                  filter.statuses().stream().map(TaskRows::text).map(DSL::inline).toList()));
    }
    if (filter.readyOnly()) {
      condition =
          condition
              .and(TASK.STATUS.eq(DSL.inline(TaskRows.text(TaskStatus.OPEN))))
              .and(TASK.OPEN_DEPENDENCIES.eq(DSL.inline(0)));
    }
    if (filter.owner() != null) {
      condition =
          condition.and(TASK.OWNER.eq(filter.owner()).or(TASK.CLAIMED_BY.eq(filter.owner())));
    }
    if (filter.type() != null) {
      condition = condition.and(TASK.TYPE.eq(TaskRows.text(filter.type())));
    }
    if (filter.label() != null) {
      condition = condition.and(TaskRows.labelled(filter.label()));
    }
    if (filter.parent() != null) {
      condition = condition.and(TASK.PARENT_ID.eq(parent(filter.parent())));
    }
    if (filter.text() != null) {
      condition =
          condition.and(
              TASK.TITLE
                  .containsIgnoreCase(filter.text())
                  .or(TASK.TASK_ID.containsIgnoreCase(filter.text())));
    }
    return condition;
  }

  private long parent(String taskId) {
    if (filter.project() == null) {
      throw new Refused("project", "is required together with parent.");
    }
    Long id =
        dsl.select(TASK.ID)
            .from(TASK)
            .where(TaskRows.named(filter.project(), taskId))
            .fetchOne(TASK.ID);
    if (id == null) {
      throw Unknown.task(dsl, "parent", filter.project(), taskId);
    }
    return id;
  }
}
