package dev.consilium.memory.tasks;

import static dev.consilium.memory.jooq.Tables.PROJECT;
import static dev.consilium.memory.jooq.Tables.TASK;

import dev.consilium.memory.Cursors;
import dev.consilium.memory.Projects;
import dev.consilium.memory.Transactions;
import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.util.List;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** Projects and their figures. */
public final class ProjectStore {
  private final Transactions transactions;

  public ProjectStore(Transactions transactions) {
    this.transactions = transactions;
  }

  private static Field<Integer> ready() {
    return DSL.count()
        .filterWhere(TASK.STATUS.eq(TaskRows.text(TaskStatus.OPEN)), TASK.OPEN_DEPENDENCIES.eq(0));
  }

  private static Field<Integer> active() {
    return DSL.count()
        .filterWhere(
            TASK.STATUS.in(TaskRows.text(TaskStatus.CLAIMED), TaskRows.text(TaskStatus.RUNNING)));
  }

  /** One page of the projects, by name. */
  public ProjectPage list(@Nullable String cursor, int limit) {
    return list(cursor, 0, limit);
  }

  /** One page of the projects, by name, after the cursor and then {@code offset} further on. */
  public ProjectPage list(@Nullable String cursor, int offset, int limit) {
    Condition after = cursor == null ? DSL.noCondition() : PROJECT.NAME.gt(Cursors.text(cursor));
    List<ProjectSummary> found =
        transactions.read(dsl ->
            summaries(
                dsl,
                PROJECT.ID.in(
                    dsl.select(PROJECT.ID)
                        .from(PROJECT)
                        .where(after)
                        .orderBy(PROJECT.NAME)
                        .limit(limit + 1)
                        .offset(offset)
                        .fetch(PROJECT.ID))));
    boolean more = found.size() > limit;
    List<ProjectSummary> shown = more ? found.subList(0, limit) : found;
    return new ProjectPage(shown, more ? Cursors.of(shown.getLast().name()) : null);
  }

  /** The project of this name. */
  public ProjectSummary get(String name) {
    return transactions.read(
        dsl -> summaries(dsl, PROJECT.ID.eq(Projects.known(dsl, name))).getFirst());
  }

  private static List<ProjectSummary> summaries(DSLContext dsl, Condition which) {
    Field<OffsetDateTime> updated =
        DSL.greatest(PROJECT.UPDATED_AT, DSL.max(TASK.UPDATED_AT)).as("updated");
    Field<Integer> ready = ready().as("ready");
    Field<Integer> active = active().as("active");
    Field<Integer> open = count(TaskStatus.OPEN).as("open");
    Field<Integer> done = count(TaskStatus.DONE).as("done");
    Field<Integer> failed = count(TaskStatus.FAILED).as("failed");
    Field<Integer> cancelled = count(TaskStatus.CANCELLED).as("cancelled");
    return dsl.select(PROJECT.ID, PROJECT.NAME, PROJECT.CREATED_AT, updated)
        .select(open, ready, active, done, failed, cancelled)
        .from(PROJECT)
        .leftJoin(TASK)
        .on(TASK.PROJECT_ID.eq(PROJECT.ID))
        .where(which)
        .groupBy(PROJECT.ID)
        .orderBy(PROJECT.NAME)
        .fetch(row ->
            new ProjectSummary(
                TaskRows.required(row, PROJECT.ID),
                TaskRows.required(row, PROJECT.NAME),
                TaskRows.required(row, PROJECT.CREATED_AT).toInstant(),
                TaskRows.required(row, updated).toInstant(),
                TaskRows.required(row, open),
                TaskRows.required(row, ready),
                TaskRows.required(row, active),
                TaskRows.required(row, done),
                TaskRows.required(row, failed),
                TaskRows.required(row, cancelled)));
  }

  /** The figures of one project, or of all. */
  public ProjectStats stats(@Nullable String project) {
    return transactions.read(dsl -> {
      Condition mine = DSL.noCondition();
      if (project != null) {
        Long id = Projects.id(dsl, project);
        if (id == null) {
          throw Projects.unknown(dsl, project);
        }
        mine = TASK.PROJECT_ID.eq(id);
      }
      return stats(dsl, mine, project == null ? dsl.fetchCount(PROJECT) : 1);
    });
  }

  private static ProjectStats stats(DSLContext dsl, Condition mine, long projects) {
    Field<Integer> total = DSL.count();
    Field<Integer> blocked =
        DSL.count()
            .filterWhere(
                TASK.STATUS.eq(TaskRows.text(TaskStatus.OPEN)), TASK.OPEN_DEPENDENCIES.gt(0));
    Field<Integer> overdue =
        DSL.count()
            .filterWhere(
                TASK.DUE_AT.lt(DSL.currentOffsetDateTime()),
                TASK.STATUS.in(
                    TaskRows.text(TaskStatus.OPEN),
                    TaskRows.text(TaskStatus.CLAIMED),
                    TaskRows.text(TaskStatus.RUNNING)));
    Field<BigDecimal> average =
        DSL.avg(TASK.DURATION_SECONDS).filterWhere(TASK.STATUS.eq(TaskRows.text(TaskStatus.DONE)));
    Record row =
        dsl.select(
                total,
                ready(),
                blocked,
                active(),
                count(TaskStatus.DONE),
                count(TaskStatus.FAILED),
                count(TaskStatus.CANCELLED),
                overdue,
                average)
            .from(TASK)
            .where(mine)
            .fetchSingle();
    BigDecimal seconds = row.get(8, BigDecimal.class);
    return new ProjectStats(
        projects,
        number(row, 0),
        number(row, 1),
        number(row, 2),
        number(row, 3),
        number(row, 4),
        number(row, 5),
        number(row, 6),
        number(row, 7),
        seconds == null ? null : seconds.doubleValue());
  }

  private static long number(Record row, int index) {
    Long number = row.get(index, Long.class);
    return number == null ? 0 : number;
  }

  private static Field<Integer> count(TaskStatus status) {
    return DSL.count().filterWhere(TASK.STATUS.eq(TaskRows.text(status)));
  }

  /** Names that begin so, for completion. */
  public List<String> namesStartingWith(String prefix, int limit) {
    return transactions.read(dsl ->
        dsl.select(PROJECT.NAME)
            .from(PROJECT)
            .where(PROJECT.NAME.startsWith(prefix))
            .orderBy(PROJECT.NAME)
            .limit(limit)
            .fetch(PROJECT.NAME));
  }

  /** Task ids that begin so, newest first, of one project or of all. */
  public List<String> taskIdsStartingWith(@Nullable String project, String prefix, int limit) {
    return transactions.read(dsl -> {
      Condition mine =
          project == null
              ? DSL.noCondition()
              : TASK.PROJECT_ID.eq(
                  DSL.select(PROJECT.ID).from(PROJECT).where(PROJECT.NAME.eq(project)));
      return dsl.select(TASK.TASK_ID)
          .from(TASK)
          .where(mine, TASK.TASK_ID.startsWith(prefix))
          .orderBy(TASK.ID.desc())
          .limit(limit)
          .fetch(TASK.TASK_ID);
    });
  }
}
