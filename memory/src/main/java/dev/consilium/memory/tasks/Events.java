package dev.consilium.memory.tasks;

import static dev.consilium.memory.jooq.Tables.TASK_EVENT;

import dev.consilium.memory.LastStatements;
import dev.consilium.memory.Prepared;
import dev.consilium.schemas.json.Json;
import org.jooq.DSLContext;
import org.jooq.JSONB;
import org.jooq.Param;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Appends to the histories of tasks. */
final class Events {
  private static final Param<Long> TASK = DSL.param("task_id", TASK_EVENT.TASK_ID);
  private static final Param<String> TYPE = DSL.param("type", TASK_EVENT.TYPE);
  private static final Param<String> AGENT = DSL.param("agent", TASK_EVENT.AGENT);
  private static final Param<JSONB> DATA = DSL.param("data", TASK_EVENT.DATA);

  private static final Prepared APPEND = Prepared.insert(TASK_EVENT, TASK, TYPE, AGENT, DATA);

  private Events() {}

  static ObjectNode data() {
    return Json.MAPPER.createObjectNode();
  }

  /** Adds a value to the data of an event, if there is one. */
  static void put(ObjectNode data, String name, @Nullable Object value) {
    if (value != null) {
      data.putPOJO(name, value);
    }
  }

  static void append(
      DSLContext dsl, long taskId, EventType type, @Nullable String agent, ObjectNode data) {
    LastStatements.add(
        dsl,
        APPEND
            .call()
            .with(TASK, taskId)
            .with(TYPE, TaskRows.text(type))
            .with(AGENT, agent)
            .with(DATA, JSONB.valueOf(Json.MAPPER.writeValueAsString(data))));
  }
}
