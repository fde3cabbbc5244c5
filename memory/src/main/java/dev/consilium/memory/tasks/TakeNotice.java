package dev.consilium.memory.tasks;

import static dev.consilium.memory.jooq.Tables.TASK;
import static dev.consilium.memory.jooq.Tables.TASK_EVENT;

import dev.consilium.memory.Refused;
import dev.consilium.schemas.json.Json;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jooq.DSLContext;
import org.jooq.JSONB;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Applies one notice to its task. Notices may come late, twice or without the ones before them:
 *
 * <pre>
 *              OPEN             CLAIMED, RUNNING   DONE             FAILED           CANCELLED
 *   STARTED    starts           starts, stays      reopens, starts  reopens, starts  is refused
 *   GOES_ON    starts, goes on  goes on            is noted         is noted         is noted
 *   FINISHED   ends             ends               is noted         ends             is noted
 *   FAILED     ends             ends               is noted         is noted         is noted
 *   GIVEN_UP   ends             ends               is noted         is noted         stays
 * </pre>
 *
 * What is only noted stands in the history and changes nothing else; what the history has already
 * is not noted again. A task that another agent holds under a lease is that agent's alone.
 */
final class TakeNotice {
  private final DSLContext dsl;
  private final Notice notice;
  private final List<EventType> happened = new ArrayList<>();
  private final long id;
  private @Nullable TaskState state;
  private @Nullable Task shown;

  /** {@code task} is locked. */
  TakeNotice(DSLContext dsl, Notice notice, TaskState task) {
    this.dsl = dsl;
    this.notice = notice;
    this.id = task.id();
    this.state = task;
  }

  /** The task as it stands, read anew only where something has happened to it. */
  private TaskState task() {
    TaskState known = state;
    if (known == null) {
      known = Objects.requireNonNull(TaskState.lock(dsl, id));
      state = known;
    }
    return known;
  }

  /** What happened, in order; empty when the notice says nothing new. */
  List<EventType> happened() {
    return happened;
  }

  /** Takes the notice; the task as it stands then. */
  Task run() {
    TaskState task = task();
    if (task.isLeased() && task.leaseLost()) {
      ExpiredLeases.takeBack(dsl, id, task.claimedBy());
      happened(EventType.REOPENED, null);
      task = task();
    }
    if (task.isLeased() && !notice.agent().equals(task.claimedBy())) {
      throw Refused.conflict(
          "agent",
          "the task is held by "
              + task.claimedBy()
              + " under a lease, who alone reports on it until it is given back or the lease runs"
              + " out.");
    }
    switch (notice.kind()) {
      case STARTED -> started();
      case GOES_ON -> goesOn();
      case FINISHED -> finished();
      case FAILED -> failed();
      case GIVEN_UP -> givenUp();
    }
    if (happened.isEmpty()) {
      addMetadata();
    }
    Task known = shown;
    return known == null ? TaskRows.byId(dsl, id) : known;
  }

  private void started() {
    switch (task().status()) {
      case OPEN, CLAIMED -> report(Action.START, EventType.STARTED);
      case RUNNING -> {}
      case DONE, FAILED -> {
        reopen();
        report(Action.START, EventType.STARTED);
      }
      case CANCELLED ->
          throw Refused.conflict(
              "task_id", "the task was cancelled; it can be started when somebody reopens it.");
    }
  }

  private void goesOn() {
    switch (task().status()) {
      case OPEN -> {
        report(Action.START, EventType.STARTED);
        report(Action.PROGRESS, EventType.PROGRESS);
      }
      case CLAIMED, RUNNING -> report(Action.PROGRESS, EventType.PROGRESS);
      case DONE, FAILED, CANCELLED -> note();
    }
  }

  private void finished() {
    switch (task().status()) {
      case OPEN, CLAIMED, RUNNING -> report(Action.FINISH, EventType.FINISHED);
      case FAILED -> {
        goOn();
        report(Action.FINISH, EventType.FINISHED);
      }
      case DONE, CANCELLED -> note();
    }
  }

  private void failed() {
    switch (task().status()) {
      case OPEN, CLAIMED, RUNNING -> report(Action.FAIL, EventType.FAILED);
      case DONE, FAILED, CANCELLED -> note();
    }
  }

  private void givenUp() {
    switch (task().status()) {
      case OPEN, CLAIMED, RUNNING -> turn(TaskStatus.CANCELLED, EventType.CANCELLED);
      case DONE, FAILED -> note();
      case CANCELLED -> {}
    }
  }

  private void report(Action action, EventType type) {
    TaskState task = task();
    Report report =
        notice.report(action, task.isLeased() ? (Long) task.claim() : null, newMetadata());
    Reported reported = new ReportOnTask(dsl, report, task).run();
    if (!reported.repeated()) {
      happened(type, null);
    }
  }

  private void reopen() {
    turn(TaskStatus.OPEN, EventType.REOPENED);
  }

  private void turn(TaskStatus target, EventType type) {
    TaskChange change =
        TaskChange.turn(
            notice.project(),
            notice.taskId(),
            notice.agent(),
            target,
            target == TaskStatus.CANCELLED ? notice.message() : null);
    happened(type, new ChangeTask(dsl, change, task()).run());
  }

  /** The run that had failed was not at its end: it keeps its beginning. */
  private void goOn() {
    int _ =
        dsl.update(TASK)
            .set(TASK.STATUS, TaskRows.text(TaskStatus.RUNNING))
            .set(TASK.FINISHED_AT, DSL.inline((OffsetDateTime) null))
            .setNull(TASK.ERROR_TYPE)
            .setNull(TASK.ERROR_MESSAGE)
            .setNull(TASK.STACK_TRACE)
            .where(TASK.ID.eq(id))
            .execute();
    append(EventType.REOPENED, Events.data().put("was", TaskRows.text(task().status())));
  }

  /** Writes into the history what came after the end, unless it has it. */
  private void note() {
    ObjectNode data = said();
    if (data.isEmpty() || has(data)) {
      return;
    }
    data.put("late", TaskRows.text(notice.kind()));
    append(EventType.MESSAGE, data);
  }

  private ObjectNode said() {
    ObjectNode data = Events.data();
    Events.put(data, "progress", notice.progress());
    Events.put(data, "message", notice.message());
    Events.put(data, "result", notice.result());
    Events.put(data, "error_type", notice.errorType());
    Events.put(data, "error_message", notice.errorMessage());
    return data;
  }

  private boolean has(ObjectNode data) {
    return dsl.fetchExists(
        TASK_EVENT,
        TASK_EVENT.TASK_ID.eq(id),
        TASK_EVENT.AGENT.eq(notice.agent()),
        TASK_EVENT.DATA.contains(JSONB.valueOf(Json.MAPPER.writeValueAsString(data))));
  }

  private void addMetadata() {
    String metadata = newMetadata();
    if (metadata != null) {
      int _ =
          dsl.update(TASK)
              .set(TASK.METADATA, TaskRows.mergedMetadata(DSL.val(JSONB.valueOf(metadata))))
              .set(TASK.UPDATED_AT, DSL.currentOffsetDateTime())
              .where(TASK.ID.eq(id))
              .execute();
      ObjectNode data = Events.data();
      data.set("metadata", Json.MAPPER.readTree(metadata));
      append(EventType.UPDATED, data);
    }
  }

  /** The metadata of the notice, unless all of it is stored. */
  private @Nullable String newMetadata() {
    if (notice.metadataJson() == null) {
      return null;
    }
    JSONB stored =
        dsl.select(TASK.METADATA).from(TASK).where(TASK.ID.eq(id)).fetchSingle(TASK.METADATA);
    JsonNode have = Json.MAPPER.readTree(Objects.requireNonNull(stored).data());
    boolean all =
        Json.MAPPER.readTree(notice.metadataJson()).properties().stream()
            .allMatch(entry ->
                entry.getValue().equals(have.path(entry.getKey()))
                    || (entry.getValue().isNull() && !have.has(entry.getKey())));
    return all ? null : notice.metadataJson();
  }

  private void append(EventType type, ObjectNode data) {
    Events.append(dsl, id, type, notice.agent(), data);
    happened(type, null);
  }

  /** What was read of the task before holds no more. */
  private void happened(EventType type, @Nullable Task after) {
    happened.add(type);
    state = null;
    shown = after;
  }
}
