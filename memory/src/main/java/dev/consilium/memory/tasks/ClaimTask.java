package dev.consilium.memory.tasks;

import static dev.consilium.memory.jooq.Tables.PROJECT;
import static dev.consilium.memory.jooq.Tables.TASK;

import dev.consilium.memory.CallRows;
import dev.consilium.memory.Foreseen;
import dev.consilium.memory.Prepared;
import dev.consilium.memory.Projects;
import dev.consilium.memory.Refused;
import dev.consilium.memory.ValuePlans;
import dev.consilium.memory.jooq.tables.records.TaskRecord;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Param;
import org.jooq.Record;
import org.jooq.ResultQuery;
import org.jooq.Table;
import org.jooq.UpdateSetMoreStep;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** Gives one ready task to one agent. */
final class ClaimTask {
  private static final Param<String> AGENT = DSL.param("agent", TASK.CLAIMED_BY);
  private static final Param<Integer> LEASE = DSL.param("lease", TASK.LEASE_SECONDS);

  private static final Condition READY =
      TASK.STATUS
          .eq(DSL.inline(TaskRows.text(TaskStatus.OPEN)))
          .and(TASK.OPEN_DEPENDENCIES.eq(DSL.inline(0)));

  private static final Prepared ANY = Prepared.of(claim(READY, AGENT, LEASE));
  private static final Prepared OF_PROJECT =
      Prepared.of(
          claim(READY.and(TaskRows.of(TaskRows.PROJECT_PARAM)), AGENT, LEASE), claimsOfProject());
  private static final Prepared NAMED = Prepared.of(claim(READY.and(TaskRows.NAMED), AGENT, LEASE));

  private final DSLContext dsl;
  private final ClaimRequest request;

  ClaimTask(DSLContext dsl, ClaimRequest request) {
    this.dsl = dsl;
    this.request = request;
  }

  private static ResultQuery<Record> claim(
      Condition wanted, Field<String> agent, Field<Integer> lease) {
    return TaskRows.returning(
        claimed(agent, lease)
            .where(
                TASK.ID.eq(
                    DSL.select(TASK.ID)
                        .from(TASK)
                        .where(wanted)
                        .orderBy(TASK.PRIORITY, TASK.DUE_AT, TASK.ID)
                        .limit(DSL.inline(1))
                        .forUpdate()
                        .skipLocked())));
  }

  private static UpdateSetMoreStep<TaskRecord> claimed(Field<String> agent, Field<Integer> lease) {
    return DSL.update(TASK)
        .set(TASK.STATUS, DSL.inline(TaskRows.text(TaskStatus.CLAIMED)))
        .set(TASK.CLAIMED_BY, agent)
        .set(TASK.CLAIM, TASK.CLAIM.plus(DSL.inline(1)))
        .set(TASK.LEASE_SECONDS, lease)
        .set(TASK.LEASE_EXPIRES_AT, Clock.in(lease))
        .set(TASK.LEASE_CHECK_AT, Clock.in(lease))
        .set(TASK.UPDATED_AT, DSL.currentOffsetDateTime());
  }

  /** The best task of a project for its first call, the next for its second. */
  private static ResultQuery<Record> claimsOfProject() {
    Table<?> given =
        DSL.table(
                // What locks rows is materialized, or it could run more than once and lock more.
                """
                (WITH asked AS MATERIALIZED ({0}), ready AS MATERIALIZED (
                  SELECT wanted.project, best.id, best.n
                  FROM (SELECT project, count(*) AS many FROM asked GROUP BY project) AS wanted
                  CROSS JOIN LATERAL (
                    SELECT one.id, row_number() OVER () AS n
                    FROM ({1} LIMIT wanted.many FOR UPDATE SKIP LOCKED) AS one) AS best
                )
                SELECT ready.id, asked.place, asked.agent, asked.lease
                FROM ready JOIN asked ON asked.project = ready.project AND asked.n = ready.n)
                """,
                DSL.select(
                        PROJECT.ID.as("project"),
                        CallRows.PLACE.as("place"),
                        CallRows.value(AGENT).as("agent"),
                        CallRows.value(LEASE).as("lease"),
                        DSL.rowNumber()
                            .over(DSL.partitionBy(PROJECT.ID).orderBy(CallRows.PLACE))
                            .as("n"))
                    .from(CallRows.of(AGENT, LEASE, TaskRows.PROJECT_PARAM))
                    .join(PROJECT)
                    .on(PROJECT.NAME.eq(CallRows.value(TaskRows.PROJECT_PARAM))),
                DSL.select(TASK.ID)
                    .from(TASK)
                    .where(READY, TASK.PROJECT_ID.eq(DSL.field("wanted.project", Long.class)))
                    .orderBy(TASK.PRIORITY, TASK.DUE_AT, TASK.ID))
            .as("given");
    return TaskRows.returning(
        claimed(DSL.field("given.agent", String.class), DSL.field("given.lease", Integer.class))
            .from(given)
            .where(TASK.ID.eq(DSL.field("given.id", Long.class))),
        DSL.field("given.place", Long.class));
  }

  /** What is asked for whatever is ready in a project. */
  static Optional<Foreseen> foreseen(ClaimRequest request) {
    String project = request.project();
    return project == null
            || request.taskId() != null
            || request.type() != null
            || request.label() != null
        ? Optional.empty()
        : Optional.of(
            new Foreseen(
                Optional.empty(), List.of(Projects.question(project), of(project, request))));
  }

  private static Prepared.Call of(String project, ClaimRequest request) {
    return OF_PROJECT
        .call()
        .with(AGENT, request.agent())
        .with(LEASE, Math.toIntExact(request.lease().toSeconds()))
        .with(TaskRows.PROJECT_PARAM, project);
  }

  @Nullable Claim run() {
    Record row = claimed();
    if (row == null) {
      if (request.taskId() != null) {
        throw refusal(Objects.requireNonNull(request.project()), request.taskId());
      }
      if (request.project() != null) {
        long _ = Projects.known(dsl, request.project());
      }
      return null;
    }
    long number = TaskRows.required(row, TASK.CLAIM);
    Events.append(
        dsl,
        TaskRows.required(row, TASK.ID),
        EventType.CLAIMED,
        request.agent(),
        Events.data().put("claim", number));
    return new Claim(
        TaskRows.task(row), number, TaskRows.required(row, TASK.LEASE_EXPIRES_AT).toInstant());
  }

  private @Nullable Record claimed() {
    String project = request.project();
    String taskId = request.taskId();
    int lease = Math.toIntExact(request.lease().toSeconds());
    if (request.type() != null || request.label() != null) {
      return ValuePlans.in(dsl).fetchOne(claim(wanted(), DSL.val(request.agent()), DSL.val(lease)));
    }
    if (project != null && taskId == null) {
      return of(project, request).fetchOne(dsl);
    }
    Prepared claim = taskId == null ? ANY : NAMED;
    Prepared.Call call = claim.call().with(AGENT, request.agent()).with(LEASE, lease);
    if (project != null) {
      call.with(TaskRows.PROJECT_PARAM, project);
    }
    if (taskId != null) {
      call.with(TaskRows.TASK_PARAM, taskId);
    }
    return call.fetchOne(dsl);
  }

  /** With the values in it, as plans for a type or a label need them. */
  private Condition wanted() {
    Condition wanted = READY;
    if (request.project() != null) {
      wanted = wanted.and(TASK.PROJECT_ID.eq(Projects.known(dsl, request.project())));
    }
    if (request.taskId() != null) {
      wanted = wanted.and(TASK.TASK_ID.eq(request.taskId()));
    }
    if (request.type() != null) {
      wanted = wanted.and(TASK.TYPE.eq(TaskRows.text(request.type())));
    }
    if (request.label() != null) {
      wanted = wanted.and(TaskRows.labelled(request.label()));
    }
    return wanted;
  }

  /** Why just this task cannot be claimed. */
  private Refused refusal(String project, String taskId) {
    Record row = TaskRows.find(dsl, project, taskId);
    if (row == null) {
      return Unknown.task(dsl, "task_id", project, taskId);
    }
    Task task = TaskRows.task(row);
    return new Refused(
        "task_id",
        switch (task.status()) {
          case OPEN ->
              task.ready()
                  ? "another agent is taking it at this moment; try again."
                  : "it waits for " + String.join(", ", task.blockedBy()) + ".";
          case CLAIMED, RUNNING ->
              "it is held by "
                  + task.claimedBy()
                  + (task.leaseExpiresAt() == null ? "." : " until " + task.leaseExpiresAt() + ".");
          case DONE, FAILED, CANCELLED ->
              "it is " + TaskRows.text(task.status()) + "; reopen it with task_update status=open.";
        });
  }
}
