package dev.consilium.memory.tasks;

import static dev.consilium.memory.jooq.Tables.TASK;
import static dev.consilium.memory.jooq.Tables.TASK_DEPENDENCY;

import dev.consilium.memory.Refused;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.JSONB;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Applies one change to its task, or refuses it and changes nothing. */
final class ChangeTask {
  private final DSLContext dsl;
  private final TaskChange change;
  private final TaskState task;
  private final Map<Field<?>, Object> columns = new LinkedHashMap<>();
  private final ObjectNode said = Events.data();

  ChangeTask(DSLContext dsl, TaskChange change, TaskState task) {
    this.dsl = dsl;
    this.change = change;
    this.task = task;
  }

  Task run() {
    set(TASK.TITLE, change.title(), change.title());
    set(TASK.DESCRIPTION, change.description(), change.description());
    TaskType type = change.type();
    String typeText = type == null ? null : TaskRows.text(type);
    set(TASK.TYPE, typeText, typeText);
    List<String> labels = change.labels();
    set(TASK.LABELS, labels == null ? null : labels.toArray(String[]::new), labels);
    Integer priority = change.priority();
    set(TASK.PRIORITY, priority == null ? null : priority.shortValue(), priority);
    set(TASK.OWNER, change.owner(), change.owner());
    set(TASK.DUE_AT, TaskRows.offset(change.dueAt()), Objects.toString(change.dueAt(), null));
    String metadata = change.metadataJson();
    set(
        TASK.METADATA,
        metadata == null ? null : TaskRows.mergedMetadata(DSL.val(JSONB.valueOf(metadata))),
        metadata);
    if (change.parent() != null) {
      set(TASK.PARENT_ID, parent(change.parent()), change.parent());
    }
    dependencies();
    if (!columns.isEmpty() || !said.isEmpty()) {
      append(EventType.UPDATED, said);
    }
    if (change.target() != null) {
      turn(change.target());
    }
    if (change.message() != null) {
      append(EventType.MESSAGE, Events.data().put("message", change.message()));
      columns.put(TASK.MESSAGE, change.message());
    }
    if (columns.isEmpty() && said.isEmpty()) {
      return TaskRows.byId(dsl, task.id());
    }
    columns.put(TASK.UPDATED_AT, DSL.currentOffsetDateTime());
    return TaskRows.task(
        dsl.fetchSingle(
            TaskRows.returning(DSL.update(TASK).set(columns).where(TASK.ID.eq(task.id())))));
  }

  private void turn(TaskStatus target) {
    switch (target) {
      case OPEN -> reopen();
      case CANCELLED -> cancel();
      case CLAIMED, RUNNING, DONE, FAILED ->
          throw new Refused("status", "must be open or cancelled; task_report does the rest.");
    }
  }

  private void reopen() {
    if (task.status() == TaskStatus.OPEN) {
      return;
    }
    if (task.status() == TaskStatus.DONE) {
      Dependents.block(dsl, task.id());
    }
    columns.put(TASK.STATUS, TaskRows.text(TaskStatus.OPEN));
    columns.put(TASK.PROGRESS, (short) 0);
    columns.put(TASK.STARTED_AT, DSL.inline((OffsetDateTime) null));
    columns.put(TASK.FINISHED_AT, DSL.inline((OffsetDateTime) null));
    columns.put(TASK.DURATION_SECONDS, DSL.inline((Double) null));
    for (Field<String> column :
        List.of(TASK.RESULT, TASK.ERROR_TYPE, TASK.ERROR_MESSAGE, TASK.STACK_TRACE)) {
      columns.put(column, DSL.inline((String) null));
    }
    letGo();
    append(EventType.REOPENED, Events.data().put("was", TaskRows.text(task.status())));
  }

  private void cancel() {
    if (task.status() == TaskStatus.CANCELLED) {
      return;
    }
    if (task.status() == TaskStatus.DONE) {
      throw Refused.conflict("status", "the task is done; reopen it first.");
    }
    columns.put(TASK.STATUS, TaskRows.text(TaskStatus.CANCELLED));
    columns.put(TASK.FINISHED_AT, Clock.now());
    letGo();
    append(EventType.CANCELLED, Events.data());
  }

  private void letGo() {
    columns.put(TASK.CLAIMED_BY, DSL.inline((String) null));
    columns.put(TASK.LEASE_SECONDS, DSL.inline((Integer) null));
    columns.put(TASK.LEASE_EXPIRES_AT, DSL.inline((OffsetDateTime) null));
    columns.put(TASK.LEASE_CHECK_AT, DSL.inline((OffsetDateTime) null));
  }

  private void dependencies() {
    List<String> remove = Objects.requireNonNullElse(change.removeDependsOn(), List.of());
    List<String> add = Objects.requireNonNullElse(change.addDependsOn(), List.of());
    if (remove.isEmpty() && add.isEmpty()) {
      return;
    }
    for (String name : remove) {
      long dependency = find("remove_depends_on", name);
      var _ =
          dsl.deleteFrom(TASK_DEPENDENCY)
              .where(
                  TASK_DEPENDENCY.TASK_ID.eq(task.id()), TASK_DEPENDENCY.DEPENDS_ON.eq(dependency))
              .execute();
    }
    for (String name : add) {
      long dependency = find("add_depends_on", name);
      if (dependency == task.id()) {
        throw new Refused("add_depends_on", "a task cannot depend on itself: " + name + ".");
      }
      Cycles.refuse(dsl, task.id(), dependency);
      var _ =
          dsl.insertInto(TASK_DEPENDENCY, TASK_DEPENDENCY.TASK_ID, TASK_DEPENDENCY.DEPENDS_ON)
              .values(task.id(), dependency)
              .onConflictDoNothing()
              .execute();
    }
    var other = TASK.as("other");
    columns.put(
        TASK.OPEN_DEPENDENCIES,
        DSL.field(
            DSL.selectCount()
                .from(TASK_DEPENDENCY)
                .join(other)
                .on(other.ID.eq(TASK_DEPENDENCY.DEPENDS_ON))
                .where(
                    TASK_DEPENDENCY.TASK_ID.eq(task.id()),
                    other.STATUS.ne(TaskRows.text(TaskStatus.DONE)))));
    add.forEach(said.withArray("add_depends_on")::add);
    remove.forEach(said.withArray("remove_depends_on")::add);
  }

  private long find(String field, String taskId) {
    Long id =
        dsl.select(TASK.ID)
            .from(TASK)
            .where(TASK.PROJECT_ID.eq(task.projectId()), TASK.TASK_ID.eq(taskId))
            .fetchOne(TASK.ID);
    if (id == null) {
      throw Unknown.task(dsl, field, change.project(), taskId);
    }
    return id;
  }

  private long parent(String taskId) {
    long parent = find("parent", taskId);
    for (Long at = parent; at != null; ) {
      if (at == task.id()) {
        throw new Refused("parent", "this would be a cycle: " + taskId + " is below this task.");
      }
      at = dsl.select(TASK.PARENT_ID).from(TASK).where(TASK.ID.eq(at)).fetchOne(TASK.PARENT_ID);
    }
    return parent;
  }

  private void set(Field<?> column, @Nullable Object value, @Nullable Object shown) {
    if (value != null) {
      columns.put(column, value);
      said.putPOJO(column.getName(), shown);
    }
  }

  private void append(EventType type, ObjectNode data) {
    Events.append(dsl, task.id(), type, change.agent(), data);
  }
}
