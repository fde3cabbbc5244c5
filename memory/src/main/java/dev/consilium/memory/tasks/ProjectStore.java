package dev.consilium.memory.tasks;

import static dev.consilium.memory.jooq.Tables.PROJECT;
import static dev.consilium.memory.jooq.Tables.TASK;
import static dev.consilium.memory.jooq.Tables.TASK_COUNT_NOW;

import dev.consilium.memory.Cursors;
import dev.consilium.memory.Projects;
import dev.consilium.memory.Transactions;
import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Record1;
import org.jooq.Select;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** Projects and their figures. */
public final class ProjectStore {
  /** So many tasks are looked at to complete an id. */
  private static final int COMPLETED = 2_000;

  /** Written out, as an index of such tasks is known by these words only. */
  private static final Condition TO_DO =
      TASK.STATUS.in(
          DSL.inline(TaskRows.text(TaskStatus.OPEN)),
          DSL.inline(TaskRows.text(TaskStatus.CLAIMED)),
          DSL.inline(TaskRows.text(TaskStatus.RUNNING)));

  private final Transactions transactions;

  public ProjectStore(Transactions transactions) {
    this.transactions = transactions;
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
                dsl.select(PROJECT.ID)
                    .from(PROJECT)
                    .where(after)
                    .orderBy(PROJECT.NAME)
                    .limit(limit + 1)
                    .offset(offset)
                    .fetchArray(PROJECT.ID)));
    boolean more = found.size() > limit;
    List<ProjectSummary> shown = more ? found.subList(0, limit) : found;
    return new ProjectPage(shown, more ? Cursors.of(shown.getLast().name()) : null);
  }

  /** The project of this name. */
  public ProjectSummary get(String name) {
    return transactions.read(dsl -> summaries(dsl, Projects.known(dsl, name)).getFirst());
  }

  private static List<ProjectSummary> summaries(DSLContext dsl, Long... ids) {
    Condition which = PROJECT.ID.eq(DSL.any(ids));
    var counts =
        DSL.select(
                TASK_COUNT_NOW.PROJECT_ID,
                TaskCounts.READY.as("ready"),
                TaskCounts.BLOCKED.as("blocked"),
                TaskCounts.ACTIVE.as("active"),
                TaskCounts.DONE.as("done"),
                TaskCounts.FAILED.as("failed"),
                TaskCounts.CANCELLED.as("cancelled"),
                DSL.max(TASK_COUNT_NOW.UPDATED_AT).as(TASK_COUNT_NOW.UPDATED_AT))
            .from(TASK_COUNT_NOW)
            .where(TASK_COUNT_NOW.PROJECT_ID.eq(DSL.any(ids)))
            .groupBy(TASK_COUNT_NOW.PROJECT_ID)
            .asTable("counts");
    Field<OffsetDateTime> updated =
        DSL.greatest(PROJECT.UPDATED_AT, counts.field(TASK_COUNT_NOW.UPDATED_AT)).as("updated");
    return dsl.select(PROJECT.ID, PROJECT.NAME, PROJECT.CREATED_AT, updated)
        .select(counts.fields())
        .from(PROJECT)
        .leftJoin(counts)
        .on(counts.field(TASK_COUNT_NOW.PROJECT_ID).eq(PROJECT.ID))
        .where(which)
        .orderBy(PROJECT.NAME)
        .fetch(row -> {
          long ready = number(row, "ready");
          return new ProjectSummary(
              TaskRows.required(row, PROJECT.ID),
              TaskRows.required(row, PROJECT.NAME),
              TaskRows.required(row, PROJECT.CREATED_AT).toInstant(),
              TaskRows.required(row, updated).toInstant(),
              ready + number(row, "blocked"),
              ready,
              number(row, "active"),
              number(row, "done"),
              number(row, "failed"),
              number(row, "cancelled"));
        });
  }

  /** The figures of one project, or of all. */
  public ProjectStats stats(@Nullable String project) {
    return transactions.read(dsl -> {
      if (project == null) {
        return stats(dsl, DSL.noCondition(), DSL.noCondition(), dsl.fetchCount(PROJECT));
      }
      Long id = Projects.id(dsl, project);
      if (id == null) {
        throw Projects.unknown(dsl, project);
      }
      return stats(dsl, TASK_COUNT_NOW.PROJECT_ID.eq(id), TASK.PROJECT_ID.eq(id), 1);
    });
  }

  /** In one statement, so that no change is seen twice or not at all. */
  private static ProjectStats stats(
      DSLContext dsl, Condition counts, Condition tasks, long projects) {
    Field<Integer> overdue =
        DSL.field(
            DSL.selectCount()
                .from(TASK)
                .where(tasks, TASK.DUE_AT.lt(DSL.currentOffsetDateTime()), TO_DO));
    Field<BigDecimal> average =
        DSL.sum(TASK_COUNT_NOW.SECONDS)
            .div(DSL.nullif(DSL.sum(TASK_COUNT_NOW.TIMED), DSL.inline(BigDecimal.ZERO)));
    Record row =
        dsl.select(
                TaskCounts.ALL.as("all"),
                TaskCounts.READY.as("ready"),
                TaskCounts.BLOCKED.as("blocked"),
                TaskCounts.ACTIVE.as("active"),
                TaskCounts.DONE.as("done"),
                TaskCounts.FAILED.as("failed"),
                TaskCounts.CANCELLED.as("cancelled"),
                overdue.as("overdue"),
                average.as("average"))
            .from(TASK_COUNT_NOW)
            .where(counts)
            .fetchSingle();
    BigDecimal seconds = row.get("average", BigDecimal.class);
    return new ProjectStats(
        projects,
        number(row, "all"),
        number(row, "ready"),
        number(row, "blocked"),
        number(row, "active"),
        number(row, "done"),
        number(row, "failed"),
        number(row, "cancelled"),
        number(row, "overdue"),
        seconds == null ? null : seconds.doubleValue());
  }

  private static long number(Record row, String name) {
    Long number = row.get(name, Long.class);
    return number == null ? 0 : number;
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

  /**
   * Ids of tasks that begin so: of the latest, newest first, and then, of one project, of any other
   * by its id.
   */
  public List<String> taskIdsStartingWith(@Nullable String project, String prefix, int limit) {
    return transactions.read(dsl -> {
      Set<String> found = new LinkedHashSet<>(latestStartingWith(dsl, project, prefix, limit));
      if (project != null && !prefix.isEmpty() && found.size() < limit) {
        found.addAll(anyStartingWith(dsl, project, prefix, limit));
      }
      return found.stream().limit(limit).toList();
    });
  }

  private static List<String> latestStartingWith(
      DSLContext dsl, @Nullable String project, String prefix, int limit) {
    var latest =
        DSL.select(TASK.ID, TASK.TASK_ID)
            .from(TASK)
            .where(project == null ? DSL.noCondition() : TASK.PROJECT_ID.eq(named(project)))
            .orderBy(TASK.ID.desc())
            .limit(DSL.inline(COMPLETED))
            .asTable(TASK.getName());
    return dsl.select(TASK.TASK_ID)
        .from(latest)
        .where(TASK.TASK_ID.startsWith(prefix))
        .orderBy(TASK.ID.desc())
        .limit(limit)
        .fetch(TASK.TASK_ID);
  }

  /** Those from the prefix itself to the last that can begin so, by their bytes. */
  private static List<String> anyStartingWith(
      DSLContext dsl, String project, String prefix, int limit) {
    return dsl.select(TASK.TASK_ID)
        .from(TASK)
        .where(
            TASK.PROJECT_ID.eq(named(project)),
            TASK.TASK_ID.ge(prefix),
            TASK.TASK_ID.le(prefix + Character.toString(Character.MAX_CODE_POINT)))
        .orderBy(TASK.TASK_ID)
        .limit(limit)
        .fetch(TASK.TASK_ID);
  }

  private static Select<Record1<Long>> named(String project) {
    return DSL.select(PROJECT.ID).from(PROJECT).where(PROJECT.NAME.eq(project));
  }
}
