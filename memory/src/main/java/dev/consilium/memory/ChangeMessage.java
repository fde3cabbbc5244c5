package dev.consilium.memory;

import dev.consilium.memory.tasks.EventType;
import dev.consilium.schemas.json.Json;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The payload of a {@code NOTIFY}: a change, and the process it comes from. */
final class ChangeMessage {
  private ChangeMessage() {}

  static String write(Change change, String origin) {
    ObjectNode json = Json.MAPPER.createObjectNode().put("origin", origin);
    switch (change) {
      case Change.TaskChanged(String project, String taskId, EventType type, boolean ready) ->
          json.put("project", project)
              .put("task", taskId)
              .put("type", type.name())
              .put("ready", ready);
      case Change.ProjectCreated(String name) -> json.put("project", name);
      case Change.CallChanged(String id) -> json.put("call", id);
      case Change.SessionEnded(String id) -> json.put("session", id);
      case Change.Resync() -> {}
    }
    return json.toString();
  }

  /** Empty when it is our own. */
  static Optional<Change> read(String payload, String origin) {
    JsonNode json = Json.MAPPER.readTree(payload);
    if (json.path("origin").asString("").equals(origin)) {
      return Optional.empty();
    }
    if (json.has("session")) {
      return Optional.of(new Change.SessionEnded(json.path("session").asString("")));
    }
    if (json.has("call")) {
      return Optional.of(new Change.CallChanged(json.path("call").asString("")));
    }
    String project = json.path("project").asString("");
    return Optional.of(
        json.has("task")
            ? new Change.TaskChanged(
                project,
                json.path("task").asString(""),
                EventType.valueOf(json.path("type").asString("")),
                json.path("ready").asBoolean(false))
            : new Change.ProjectCreated(project));
  }
}
