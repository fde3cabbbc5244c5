package dev.consilium.memory.tasks;

import static dev.consilium.memory.jooq.Tables.TASK;

import dev.consilium.memory.CallRows;
import dev.consilium.memory.Foreseen;
import dev.consilium.memory.FreshPlans;
import dev.consilium.memory.LastStatements;
import dev.consilium.memory.Prepared;
import dev.consilium.memory.Projects;
import dev.consilium.memory.Refused;
import dev.consilium.schemas.json.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.JSONB;
import org.jooq.Param;
import org.jooq.Query;
import org.jooq.Select;
import org.jooq.impl.DSL;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.util.RawValue;

/** Creates the tasks of one call, all or nothing. */
final class CreateTasks {
  private static final Param<Long[]> IDS = DSL.param("ids", Long[].class);
  private static final Param<Long[]> WAITED_FOR = DSL.param("waited_for", Long[].class);

  private static final Prepared DEPENDENCIES =
      Prepared.of(
          DSL.query(
              "INSERT INTO task_dependency (task_id, depends_on) SELECT * FROM unnest({0}, {1})",
              IDS, WAITED_FOR));

  private static final Param<Long> INTO = DSL.param("into", TASK.PROJECT_ID);

  /** The new tasks, each an object of its columns. */
  private static final Param<JSONB> ROWS = DSL.param("rows", JSONB.class);

  private static final Prepared INSERT =
      Prepared.of(
          insert(DSL.select(INTO.as("project"), ROWS.as("rows"))),
          insert(
              DSL.select(CallRows.value(INTO).as("project"), CallRows.value(ROWS).as("rows"))
                  .from(CallRows.of(INTO, ROWS))));

  private static Query insert(Select<?> plans) {
    return DSL.query(
        """
        INSERT INTO task (project_id, id, task_id, title, description, type, labels, priority,
          owner, due_at, parent_id, metadata, open_dependencies)
        SELECT plan.project, fresh.*
        FROM ({0}) AS plan, jsonb_to_recordset(plan.rows) AS fresh (id bigint, task_id text, title text,
          description text, type text, labels text[], priority smallint, owner text,
          due_at timestamptz, parent_id bigint, metadata jsonb, open_dependencies integer)
        """,
        plans);
  }

  /** A task of the project as far as others can refer to it. */
  private record Known(long id, TaskStatus status) {}

  private final DSLContext dsl;
  private final String project;
  private final List<NewTask> tasks;
  private final long projectId;
  private final TaskNumbers numbers;

  /** By task id: what is in the database, and from {@link #number} on what this call adds. */
  private final Map<String, Known> known = new HashMap<>();

  /** The tasks that are not there yet, by their id, in the order of the call. */
  private final Map<String, NewTask> fresh = new LinkedHashMap<>();

  private final List<CreatedTask> created = new ArrayList<>();

  CreateTasks(DSLContext dsl, String project, List<NewTask> tasks, Runnable projectCreated) {
    this.dsl = dsl;
    this.project = project;
    this.tasks = tasks;
    this.numbers = new TaskNumbers(dsl, project, tasks.size());
    Long id = numbers.projectId();
    this.projectId = id == null ? Projects.idOrCreate(dsl, project, projectCreated) : id;
  }

  /** What is asked for tasks that refer to no others and leave their ids to us. */
  static Optional<Foreseen> foreseen(String project, List<NewTask> tasks) {
    boolean plain =
        tasks.stream()
            .allMatch(t -> t.taskId() == null && t.parent() == null && t.dependsOn().isEmpty());
    return plain
        ? Optional.of(
            new Foreseen(Optional.empty(), List.of(TaskNumbers.question(project, tasks.size()))))
        : Optional.empty();
  }

  List<CreatedTask> run() {
    if (tasks.stream().anyMatch(t -> !t.dependsOn().isEmpty())) {
      ProjectLocks.alone(dsl, projectId);
    }
    Map<String, Task> existing = readReferences();
    List<NewTask> missing = new ArrayList<>();
    for (NewTask task : tasks) {
      Task same = task.taskId() == null ? null : existing.get(task.taskId());
      if (same != null) {
        created.add(repeat(task, same));
      } else {
        missing.add(task);
      }
    }
    missing.forEach(this::number);
    Cycles.refuse(fresh, "depends_on", NewTask::dependsOn);
    Cycles.refuse(fresh, "parent", t -> t.parent() == null ? List.of() : List.of(t.parent()));
    fresh.values().forEach(this::checkReferences);
    if (!fresh.isEmpty()) {
      insert();
    }
    return created;
  }

  /** Reads what the call names; tells the tasks that it would create again. */
  private Map<String, Task> readReferences() {
    Set<String> ids = new LinkedHashSet<>();
    Set<String> own = new LinkedHashSet<>();
    for (NewTask task : tasks) {
      String id = task.taskId();
      if (id != null) {
        if (id.isBlank()) {
          throw new Refused("task_id", "must not be blank.");
        }
        if (!own.add(id)) {
          throw new Refused("task_id", "\"" + id + "\" stands twice in this call.");
        }
        ids.add(id);
      }
      ids.addAll(task.dependsOn());
      if (task.parent() != null) {
        ids.add(task.parent());
      }
    }
    Map<String, Task> existing = new HashMap<>();
    if (!ids.isEmpty()) {
      // Each by itself, as the planner thinks that a project has few tasks.
      Field<String> id = DSL.field(DSL.name("named", "id"), String.class);
      FreshPlans.in(dsl)
          .select(TaskRows.FIELDS)
          .from(DSL.unnest(ids.toArray(String[]::new)).as("named", "id"))
          .crossJoin(
              DSL.lateral(
                  DSL.selectFrom(TASK)
                      .where(TASK.PROJECT_ID.eq(projectId), TASK.TASK_ID.eq(id))
                      .offset(DSL.inline(0))
                      .asTable(TASK.getName())))
          .forEach(row -> {
            Task task = TaskRows.task(row);
            known.put(task.taskId(), new Known(TaskRows.required(row, TASK.ID), task.status()));
            existing.put(task.taskId(), task);
          });
    }
    return existing;
  }

  private static CreatedTask repeat(NewTask task, Task same) {
    boolean equal =
        task.title().equals(same.title())
            && Objects.equals(task.description(), same.description())
            && task.type() == same.type()
            && task.labels().equals(same.labels())
            && Objects.equals(task.parent(), same.parent())
            && Set.copyOf(task.dependsOn()).equals(Set.copyOf(same.dependsOn()));
    if (!equal) {
      throw Refused.conflict(
          "task_id",
          "\""
              + same.taskId()
              + "\" exists with other content; change it with task_update, or take another id.");
    }
    return new CreatedTask(same.taskId(), same.status(), same.ready(), true);
  }

  /** Gives the task its number, and an id of ours if it has none. */
  private void number(NewTask task) {
    String id = task.taskId();
    TaskNumbers.Fresh next = numbers.next();
    while (id == null && (next.taken() || known.containsKey(next.taskId()))) {
      next = numbers.next();
    }
    String taskId = id == null ? next.taskId() : id;
    known.put(taskId, new Known(next.number(), TaskStatus.OPEN));
    fresh.put(taskId, task);
  }

  private void checkReferences(NewTask task) {
    for (String dependency : task.dependsOn()) {
      if (!known.containsKey(dependency)) {
        throw Unknown.task(dsl, "depends_on", project, dependency);
      }
    }
    if (task.parent() != null && !known.containsKey(task.parent())) {
      throw Unknown.task(dsl, "parent", project, task.parent());
    }
  }

  private void insert() {
    ArrayNode rows = Json.MAPPER.createArrayNode();
    List<Long> waiting = new ArrayList<>();
    List<Long> waitedFor = new ArrayList<>();
    for (Map.Entry<String, NewTask> entry : fresh.entrySet()) {
      NewTask task = entry.getValue();
      long id = known(entry.getKey()).id;
      Set<String> dependsOn = new LinkedHashSet<>(task.dependsOn());
      int open = 0;
      for (String name : dependsOn) {
        Known dependency = known(name);
        open += dependency.status == TaskStatus.DONE ? 0 : 1;
        waiting.add(id);
        waitedFor.add(dependency.id);
      }
      ObjectNode row = rows.addObject();
      row.put("id", id);
      row.put("task_id", entry.getKey());
      row.put("title", task.title());
      row.put("description", task.description());
      row.put("type", task.type() == null ? null : TaskRows.text(task.type()));
      task.labels().forEach(row.putArray("labels")::add);
      row.put("priority", task.priority());
      row.put("owner", task.owner());
      row.put("due_at", task.dueAt() == null ? null : task.dueAt().toString());
      row.put("parent_id", task.parent() == null ? null : (Long) known(task.parent()).id);
      row.putRawValue(
          "metadata", new RawValue(Objects.requireNonNullElse(task.metadataJson(), "{}")));
      row.put("open_dependencies", open);
      created.add(new CreatedTask(entry.getKey(), TaskStatus.OPEN, open == 0, false));
    }
    LastStatements.add(
        dsl,
        INSERT
            .call()
            .with(INTO, projectId)
            .with(ROWS, JSONB.valueOf(Json.MAPPER.writeValueAsString(rows))));
    if (!waiting.isEmpty()) {
      LastStatements.add(
          dsl,
          DEPENDENCIES
              .call()
              .with(IDS, waiting.toArray(Long[]::new))
              .with(WAITED_FOR, waitedFor.toArray(Long[]::new)));
    }
    fresh.forEach((id, task) ->
        Events.append(dsl, known(id).id, EventType.CREATED, task.owner(), Events.data()));
  }

  private Known known(String taskId) {
    return Objects.requireNonNull(known.get(taskId));
  }
}
