package dev.consilium.memory.tasks;

import static dev.consilium.memory.jooq.Tables.TASK;

import dev.consilium.memory.Refused;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.JSONB;
import org.jooq.Record;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Applies one report to its task, or refuses it and changes nothing. */
final class ReportOnTask {
  private final DSLContext dsl;
  private final Report report;
  private final TaskState task;
  private final Map<Field<?>, Object> changes = new LinkedHashMap<>();
  private List<String> nowReady = List.of();

  ReportOnTask(DSLContext dsl, Report report, TaskState task) {
    this.dsl = dsl;
    this.report = report;
    this.task = task;
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
      changes.put(TASK.METADATA, merged(report.metadataJson()));
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
              : "this claim was lost: the task is now held by " + task.claimedBy() + ".");
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
    changes.put(TASK.CLAIMED_BY, report.agent());
    Duration lease = report.lease();
    if (lease != null) {
      changes.put(TASK.CLAIM, TASK.CLAIM.plus(1));
      changes.put(TASK.LEASE_SECONDS, Math.toIntExact(lease.toSeconds()));
      event(EventType.CLAIMED, Events.data().put("claim", task.claim() + 1));
    }
  }

  private void run(boolean said) {
    changes.put(TASK.STATUS, TaskRows.text(TaskStatus.RUNNING));
    changes.put(TASK.STARTED_AT, DSL.coalesce(TASK.STARTED_AT, Clock.now()));
    put(TASK.MESSAGE, report.message());
    putProgress();
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
    changes.put(TASK.PROGRESS, (short) 100);
    put(TASK.RESULT, report.result());
    put(TASK.MESSAGE, report.message());
    ObjectNode data = Events.data();
    Events.put(data, "result", report.result());
    Events.put(data, "message", report.message());
    event(EventType.FINISHED, data);
    nowReady = Dependents.unblock(dsl, task.id());
  }

  private void fail() {
    end(TaskStatus.FAILED);
    put(TASK.MESSAGE, report.message());
    put(TASK.ERROR_TYPE, report.errorType());
    put(TASK.ERROR_MESSAGE, report.errorMessage());
    put(TASK.STACK_TRACE, report.stackTrace());
    ObjectNode data = Events.data();
    Events.put(data, "error_type", report.errorType());
    Events.put(data, "error_message", report.errorMessage());
    Events.put(data, "message", report.message());
    event(EventType.FAILED, data);
  }

  private void end(TaskStatus status) {
    changes.put(TASK.STATUS, TaskRows.text(status));
    changes.put(TASK.FINISHED_AT, Clock.now());
    changes.put(
        TASK.DURATION_SECONDS,
        report.durationSeconds() != null
            ? report.durationSeconds()
            : DSL.field(
                "extract(epoch from {0} - coalesce({1}, {0}))::double precision",
                Double.class, Clock.now(), TASK.STARTED_AT));
    if (task.claimedBy() == null) {
      changes.put(TASK.CLAIMED_BY, report.agent());
    }
    changes.put(TASK.LEASE_SECONDS, DSL.inline((Integer) null));
    changes.put(TASK.LEASE_EXPIRES_AT, DSL.inline((OffsetDateTime) null));
  }

  private void release() {
    if (task.status() == TaskStatus.OPEN) {
      throw Refused.conflict("action", "nobody holds the task.");
    }
    changes.put(TASK.STATUS, TaskRows.text(TaskStatus.OPEN));
    changes.put(TASK.CLAIMED_BY, DSL.inline((String) null));
    changes.put(TASK.LEASE_SECONDS, DSL.inline((Integer) null));
    changes.put(TASK.LEASE_EXPIRES_AT, DSL.inline((OffsetDateTime) null));
    ObjectNode data = Events.data().put("reason", "released");
    Events.put(data, "message", report.message());
    event(EventType.REOPENED, data);
  }

  private Reported write(boolean heartbeat) {
    boolean taken = (report.action() == Action.START) && (task.status() == TaskStatus.OPEN);
    boolean leased = taken ? report.lease() != null : task.isLeased();
    boolean goesOn = report.action() == Action.START || report.action() == Action.PROGRESS;
    if (leased && goesOn) {
      Object seconds = changes.getOrDefault(TASK.LEASE_SECONDS, task.leaseSeconds());
      changes.put(TASK.LEASE_EXPIRES_AT, Clock.in((Integer) Objects.requireNonNull(seconds)));
    }
    if (!heartbeat) {
      changes.put(TASK.UPDATED_AT, DSL.currentOffsetDateTime());
    }
    if (changes.isEmpty()) {
      return new Reported(TaskRows.byId(dsl, task.id()), null, null, true, List.of());
    }
    Record row =
        TaskRows.returning(dsl, dsl.update(TASK).set(changes).where(TASK.ID.eq(task.id())))
            .fetchSingle();
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

  private void putProgress() {
    if (report.progress() != null) {
      changes.put(TASK.PROGRESS, report.progress().shortValue());
    }
  }

  private void put(Field<String> column, @Nullable String value) {
    if (value != null) {
      changes.put(column, value);
    }
  }

  private void event(EventType type, ObjectNode data) {
    Events.append(dsl, task.id(), type, report.agent(), data);
  }

  /** What is there with the new values over it; a null value removes. */
  static Field<JSONB> merged(String json) {
    return DSL.field(
        "jsonb_strip_nulls({0} || {1})", JSONB.class, TASK.METADATA, DSL.val(JSONB.valueOf(json)));
  }
}
