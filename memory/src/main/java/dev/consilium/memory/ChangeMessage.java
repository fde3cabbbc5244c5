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
      case Change.MemoryChanged(String id) -> json.put("memory", id);
      case Change.ResourceChanged(String uri) -> json.put("resource", uri);
      case Change.CallChanged(String id) -> json.put("call", id);
      case Change.SessionChanged(String id) -> json.put("session", id);
      case Change.RequestCancelled(String session, String id) ->
          json.put("session", session).put("cancelled", id);
      case Change.RequestAnswered(String session, String id) ->
          json.put("session", session).put("answered", id);
      case Change.StreamWanted(String stream) -> json.put("wanted", stream);
      case Change.StreamGrew(String stream) -> json.put("grew", stream);
      case Change.FeedWaits() -> json.put("feed", 0);
      case Change.FeedGrew(long last) -> json.put("feed", last);
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
    return Optional.of(change(json));
  }

  private static Change change(JsonNode json) {
    if (json.has("task")) {
      return new Change.TaskChanged(
          text(json, "project"),
          text(json, "task"),
          EventType.valueOf(text(json, "type")),
          json.path("ready").asBoolean(false));
    }
    if (json.has("project")) {
      return new Change.ProjectCreated(text(json, "project"));
    }
    if (json.has("memory")) {
      return new Change.MemoryChanged(text(json, "memory"));
    }
    if (json.has("resource")) {
      return new Change.ResourceChanged(text(json, "resource"));
    }
    if (json.has("call")) {
      return new Change.CallChanged(text(json, "call"));
    }
    if (json.has("cancelled")) {
      return new Change.RequestCancelled(text(json, "session"), text(json, "cancelled"));
    }
    if (json.has("answered")) {
      return new Change.RequestAnswered(text(json, "session"), text(json, "answered"));
    }
    if (json.has("feed")) {
      long last = json.path("feed").asLong(0);
      return last == 0 ? new Change.FeedWaits() : new Change.FeedGrew(last);
    }
    if (json.has("wanted")) {
      return new Change.StreamWanted(text(json, "wanted"));
    }
    return json.has("grew")
        ? new Change.StreamGrew(text(json, "grew"))
        : new Change.SessionChanged(text(json, "session"));
  }

  private static String text(JsonNode json, String name) {
    return json.path(name).asString("");
  }
}
