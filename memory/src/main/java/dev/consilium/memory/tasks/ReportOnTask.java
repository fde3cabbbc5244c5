package dev.consilium.memory.tasks;

import dev.consilium.memory.Foreseen;
import dev.consilium.memory.LastStatements;
import dev.consilium.memory.Prepared;
import dev.consilium.memory.Refused;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.JSONB;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Applies one report to its task, or refuses it and changes nothing. */
final class ReportOnTask {
  private final DSLContext dsl;
  private final Report report;
  private final TaskState task;
  private final Prepared.Call after;
  private final List<Happened> happened = new ArrayList<>();
  private TaskStatus status;
  private int progress;
  private long claim;
  private List<String> nowReady = List.of();

  private record Happened(EventType type, ObjectNode data) {}

  ReportOnTask(DSLContext dsl, Report report, TaskState task) {
    this.dsl = dsl;
    this.report = report;
    this.task = task;
    this.after = TaskAfter.like(task);
    this.status = task.status();
    this.progress = task.progress();
    this.claim = task.claim();
  }

  static Foreseen foreseen(Report report) {
    return new Foreseen(
        Optional.of(List.of(report.project(), report.taskId())), TaskState.questions(report));
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
        throw Refused.conflict(
            "action", "the task waits for " + String.join(", ", blockedBy()) + ".");
      }
      take();
    }
    run(true);
  }

  /** Claims the open task for the reporter. */
  private void take() {
    after.with(TaskAfter.CLAIMED_BY, report.agent());
    if (report.lease() != null) {
      claim = task.claim() + 1;
      event(EventType.CLAIMED, Events.data().put("claim", claim));
    }
  }

  private void run(boolean said) {
    status = TaskStatus.RUNNING;
    after.with(TaskAfter.BEGINS, true).with(TaskAfter.MESSAGE, report.message());
    if (report.progress() != null) {
      progress = report.progress();
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
    progress = 100;
    after.with(TaskAfter.RESULT, report.result()).with(TaskAfter.MESSAGE, report.message());
    ObjectNode data = Events.data();
    Events.put(data, "result", report.result());
    Events.put(data, "message", report.message());
    event(EventType.FINISHED, data);
    if (task.mayBlock()) {
      nowReady = Dependents.unblock(dsl, task.id());
    }
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

  private void end(TaskStatus outcome) {
    status = outcome;
    after.with(TaskAfter.ENDS, true).with(TaskAfter.DURATION, report.durationSeconds());
    if (task.claimedBy() == null) {
      after.with(TaskAfter.CLAIMED_BY, report.agent());
    }
  }

  private void release() {
    if (task.status() == TaskStatus.OPEN) {
      throw Refused.conflict("action", "nobody holds the task.");
    }
    status = TaskStatus.OPEN;
    after.with(TaskAfter.CLAIMED_BY, null);
    ObjectNode data = Events.data().put("reason", "released");
    Events.put(data, "message", report.message());
    event(EventType.REOPENED, data);
  }

  /** Nothing of it is waited for: what the task is then is known. */
  private Reported write(boolean heartbeat) {
    Integer lease = lease();
    if (heartbeat && lease == null) {
      return repeated();
    }
    OffsetDateTime end = lease == null ? null : task.readAt().plusSeconds(lease);
    after
        .with(TaskAfter.STATUS, TaskRows.text(status))
        .with(TaskAfter.PROGRESS, (short) progress)
        .with(TaskAfter.CLAIM, claim)
        .with(TaskAfter.LEASE, lease)
        .with(TaskAfter.LEASE_END, Objects.toString(end, null))
        .with(TaskAfter.NEWS, !heartbeat);
    TaskOutline outline = outline();
    LastStatements.add(dsl, after);
    happened.forEach(
        event -> Events.append(dsl, task.id(), event.type, report.agent(), event.data));
    return new Reported(
        outline, lease == null ? null : claim, TaskRows.instant(end), false, nowReady);
  }

  /** In seconds; null where nobody holds the task by one. */
  private @Nullable Integer lease() {
    return switch (report.action()) {
      case START ->
          task.status() == TaskStatus.OPEN ? newLease(report.lease()) : task.leaseSeconds();
      case PROGRESS -> task.leaseSeconds();
      case FINISH, FAIL, RELEASE -> null;
    };
  }

  private static @Nullable Integer newLease(@Nullable Duration lease) {
    return lease == null ? null : Math.toIntExact(lease.toSeconds());
  }

  private Reported repeated() {
    return new Reported(outline(), null, null, true, List.of());
  }

  private TaskOutline outline() {
    boolean open = status == TaskStatus.OPEN;
    boolean waits = open && task.openDependencies() > 0;
    return new TaskOutline(
        report.project(),
        report.taskId(),
        status,
        open && !waits,
        progress,
        waits ? blockedBy() : List.of(),
        task.openSteering());
  }

  private List<String> blockedBy() {
    return TaskRows.byId(dsl, task.id()).blockedBy();
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
      return repeated();
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
    happened.add(new Happened(type, data));
  }
}
