package dev.consilium.memory.tasks;

import static dev.consilium.memory.jooq.Tables.TASK;

import dev.consilium.memory.Prepared;
import dev.consilium.memory.Refused;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jooq.DSLContext;
import org.jooq.JSONB;
import org.jooq.Record;
import tools.jackson.databind.node.ObjectNode;

/** Applies one report to its task, or refuses it and changes nothing. */
final class ReportOnTask {
  private final DSLContext dsl;
  private final Report report;
  private final TaskState task;
  private final Prepared.Call after;
  private List<String> nowReady = List.of();

  ReportOnTask(DSLContext dsl, Report report, TaskState task) {
    this.dsl = dsl;
    this.report = report;
    this.task = task;
    this.after = TaskAfter.like(task);
  }

  Reported run() {
    if (task.status().isEnded()) {
      return repeatOrRefuse();
    }
    if (task.isLeased()) {
      checkClaim();
    } else if (report.claim() != null) {
      throw Refused.conflict(
          "claim",
          task.status() == TaskStatus.OPEN
              ? ("this claim was lost: its lease ran out or it was given back, and nobody holds the"
                  + " task now. Take it again with task_next task_id="
                  + report.taskId()
                  + ".")
              : "the task is held without a claim; leave it out.");
    }
    boolean heartbeat = false;
    switch (report.action()) {
      case START -> start();
      case PROGRESS -> heartbeat = progress();
      case FINISH -> finish();
      case FAIL -> fail();
      case RELEASE -> release();
    }
    if (report.metadataJson() != null) {
      after.with(TaskAfter.METADATA, JSONB.valueOf(report.metadataJson()));
    }
    return write(heartbeat && report.metadataJson() == null);
  }

  private void checkClaim() {
    boolean current = report.claim() != null && report.claim() == task.claim();
    if (!current) {
      throw Refused.conflict(
          "claim",
          report.claim() == null
              ? "the task is held by "
                  + task.claimedBy()
                  + "; reports on it need the claim that task_next gave."
              : "this claim was lost: the task is now held by "
                  + task.claimedBy()
                  + " under a later one. Report with the claim that was given last, or take other"
                  + " work with task_next.");
    }
    if (task.leaseLost()) {
      throw Refused.conflict(
          "claim",
          "the lease ran out before this report. Take the task again with task_next task_id="
              + report.taskId()
              + ".");
    }
  }

  private void start() {
    if (task.status() == TaskStatus.RUNNING) {
      return;
    }
    if (task.status() == TaskStatus.OPEN) {
      if (task.openDependencies() > 0) {
        Task shown = TaskRows.byId(dsl, task.id());
        throw Refused.conflict(
            "action", "the task waits for " + String.join(", ", shown.blockedBy()) + ".");
      }
      take();
    }
    run(true);
  }

  /** Claims the open task for the reporter. */
  private void take() {
    after.with(TaskAfter.CLAIMED_BY, report.agent());
    Duration lease = report.lease();
    if (lease != null) {
      after.with(TaskAfter.CLAIM, task.claim() + 1);
      after.with(TaskAfter.LEASE, Math.toIntExact(lease.toSeconds()));
      event(EventType.CLAIMED, Events.data().put("claim", task.claim() + 1));
    }
  }

  private void run(boolean said) {
    after
        .with(TaskAfter.STATUS, TaskRows.text(TaskStatus.RUNNING))
        .with(TaskAfter.BEGINS, true)
        .with(TaskAfter.MESSAGE, report.message());
    if (report.progress() != null) {
      after.with(TaskAfter.PROGRESS, report.progress().shortValue());
    }
    if (said) {
      event(EventType.STARTED, said());
    }
  }

  /** True when the report says nothing new: the agent is just alive. */
  private boolean progress() {
    if (task.status() == TaskStatus.OPEN) {
      throw Refused.conflict(
          "action", "the task is not started; claim it with task_next or report start.");
    }
    boolean sameProgress = report.progress() == null || report.progress() == task.progress();
    boolean sameMessage = report.message() == null || report.message().equals(task.message());
    if (sameProgress && sameMessage) {
      return true;
    }
    run(false);
    event(report.progress() == null ? EventType.MESSAGE : EventType.PROGRESS, said());
    return false;
  }

  private void finish() {
    end(TaskStatus.DONE);
    after
        .with(TaskAfter.PROGRESS, (short) 100)
        .with(TaskAfter.RESULT, report.result())
        .with(TaskAfter.MESSAGE, report.message());
    ObjectNode data = Events.data();
    Events.put(data, "result", report.result());
    Events.put(data, "message", report.message());
    event(EventType.FINISHED, data);
    nowReady = Dependents.unblock(dsl, task.id());
  }

  private void fail() {
    end(TaskStatus.FAILED);
    after
        .with(TaskAfter.MESSAGE, report.message())
        .with(TaskAfter.ERROR_TYPE, report.errorType())
        .with(TaskAfter.ERROR_MESSAGE, report.errorMessage())
        .with(TaskAfter.STACK_TRACE, report.stackTrace());
    ObjectNode data = Events.data();
    Events.put(data, "error_type", report.errorType());
    Events.put(data, "error_message", report.errorMessage());
    Events.put(data, "message", report.message());
    event(EventType.FAILED, data);
  }

  private void end(TaskStatus status) {
    after
        .with(TaskAfter.STATUS, TaskRows.text(status))
        .with(TaskAfter.ENDS, true)
        .with(TaskAfter.DURATION, report.durationSeconds())
        .with(TaskAfter.LEASE, null);
    if (task.claimedBy() == null) {
      after.with(TaskAfter.CLAIMED_BY, report.agent());
    }
  }

  private void release() {
    if (task.status() == TaskStatus.OPEN) {
      throw Refused.conflict("action", "nobody holds the task.");
    }
    after
        .with(TaskAfter.STATUS, TaskRows.text(TaskStatus.OPEN))
        .with(TaskAfter.CLAIMED_BY, null)
        .with(TaskAfter.LEASE, null);
    ObjectNode data = Events.data().put("reason", "released");
    Events.put(data, "message", report.message());
    event(EventType.REOPENED, data);
  }

  private Reported write(boolean heartbeat) {
    boolean taken = (report.action() == Action.START) && (task.status() == TaskStatus.OPEN);
    boolean leased = taken ? report.lease() != null : task.isLeased();
    boolean goesOn = report.action() == Action.START || report.action() == Action.PROGRESS;
    if (heartbeat && !leased) {
      return new Reported(TaskRows.byId(dsl, task.id()), null, null, true, List.of());
    }
    Record row = after.with(TaskAfter.NEWS, !heartbeat).fetchSingle(dsl);
    Task shown = TaskRows.task(row);
    return new Reported(
        shown,
        leased && goesOn ? row.get(TASK.CLAIM) : null,
        shown.leaseExpiresAt(),
        false,
        nowReady);
  }

  /** An outcome reported twice in the same words by the same claim is the same report. */
  private Reported repeatOrRefuse() {
    TaskStatus reported =
        switch (report.action()) {
          case FINISH -> TaskStatus.DONE;
          case FAIL -> TaskStatus.FAILED;
          case START, PROGRESS, RELEASE -> null;
        };
    boolean same =
        reported == task.status()
            && (report.claim() == null ? task.claim() == 0 : report.claim() == task.claim())
            && Objects.equals(report.agent(), task.claimedBy())
            && (report.message() == null || report.message().equals(task.message()))
            && Objects.equals(report.result(), task.result())
            && Objects.equals(report.errorType(), task.errorType())
            && Objects.equals(report.errorMessage(), task.errorMessage());
    if (same) {
      return new Reported(TaskRows.byId(dsl, task.id()), null, null, true, List.of());
    }
    throw Refused.conflict(
        "action",
        "the task is "
            + TaskRows.text(task.status())
            + (task.finishedAt() == null ? "" : " since " + task.finishedAt().toInstant())
            + "; to do it again, reopen it with task_update status=open.");
  }

  private ObjectNode said() {
    ObjectNode data = Events.data();
    Events.put(data, "progress", report.progress());
    Events.put(data, "message", report.message());
    return data;
  }

  private void event(EventType type, ObjectNode data) {
    Events.append(dsl, task.id(), type, report.agent(), data);
  }
}
