package dev.consilium.memory.tasks;

import static dev.consilium.memory.jooq.Tables.PROJECT;
import static dev.consilium.memory.jooq.Tables.TASK;

import dev.consilium.memory.Projects;
import dev.consilium.memory.Refused;
import dev.consilium.memory.ValuePlans;
import java.util.Objects;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** Gives one ready task to one agent. */
final class ClaimTask {
  private final DSLContext dsl;
  private final ClaimRequest request;

  ClaimTask(DSLContext dsl, ClaimRequest request) {
    this.dsl = dsl;
    this.request = request;
  }

  @Nullable Claim run() {
    Condition wanted =
        TASK.STATUS
            .eq(DSL.inline(TaskRows.text(TaskStatus.OPEN)))
            .and(TASK.OPEN_DEPENDENCIES.eq(DSL.inline(0)));
    if (request.project() != null) {
      wanted = wanted.and(TASK.PROJECT_ID.eq(projectId(request.project())));
    }
    if (request.type() != null) {
      wanted = wanted.and(TASK.TYPE.eq(TaskRows.text(request.type())));
    }
    if (request.label() != null) {
      wanted = wanted.and(TASK.LABELS.contains(new String[] {request.label()}));
    }
    if (request.taskId() != null) {
      wanted = wanted.and(TASK.TASK_ID.eq(request.taskId()));
    }
    DSLContext planned =
        request.type() == null && request.label() == null ? dsl : ValuePlans.in(dsl);
    var claim =
        planned
            .update(TASK)
            .set(TASK.STATUS, TaskRows.text(TaskStatus.CLAIMED))
            .set(TASK.CLAIMED_BY, request.agent())
            .set(TASK.CLAIM, TASK.CLAIM.plus(1))
            .set(TASK.LEASE_SECONDS, Math.toIntExact(request.lease().toSeconds()))
            .set(TASK.LEASE_EXPIRES_AT, Clock.in(request.lease().toSeconds()))
            .set(TASK.UPDATED_AT, DSL.currentOffsetDateTime())
            .where(
                TASK.ID.eq(
                    DSL.select(TASK.ID)
                        .from(TASK)
                        .where(wanted)
                        .orderBy(TASK.PRIORITY, TASK.DUE_AT, TASK.ID)
                        .limit(DSL.inline(1))
                        .forUpdate()
                        .skipLocked()));
    Record row = TaskRows.returning(planned, claim).fetchOne();
    if (row == null) {
      if (request.taskId() != null) {
        throw refusal(Objects.requireNonNull(request.project()), request.taskId());
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

  private long projectId(String project) {
    Long id =
        dsl.select(PROJECT.ID).from(PROJECT).where(PROJECT.NAME.eq(project)).fetchOne(PROJECT.ID);
    if (id == null) {
      throw Projects.unknown(dsl, project);
    }
    return id;
  }

  /** Why just this task cannot be claimed. */
  private Refused refusal(String project, String taskId) {
    Record row = TaskRows.select(dsl, TaskRows.named(project, taskId)).fetchOne();
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
