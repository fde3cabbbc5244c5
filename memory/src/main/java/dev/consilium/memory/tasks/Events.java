package dev.consilium.memory.tasks;

import static dev.consilium.memory.jooq.Tables.TASK_EVENT;

import dev.consilium.memory.LastStatements;
import dev.consilium.schemas.json.Json;
import org.jooq.DSLContext;
import org.jooq.JSONB;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Appends to the histories of tasks. */
final class Events {
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
        dsl.insertInto(
                TASK_EVENT, TASK_EVENT.TASK_ID, TASK_EVENT.TYPE, TASK_EVENT.AGENT, TASK_EVENT.DATA)
            .values(
                taskId,
                TaskRows.text(type),
                agent,
                JSONB.valueOf(Json.MAPPER.writeValueAsString(data))));
  }
}
