package dev.consilium.tools.memories;

import dev.consilium.memory.Change;
import dev.consilium.memory.Database;
import dev.consilium.memory.Refused;
import dev.consilium.memory.memories.Memory;
import dev.consilium.schemas.json.Json;
import dev.consilium.schemas.json.Names;
import dev.consilium.tools.ResourceContents;
import dev.consilium.tools.Resources;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Memories by URI, {@code memory://m17}: whole, with all that is known of them. */
public final class MemoryResources implements Resources {
  private static final String MEMORY = "memory://";
  private static final String JSON = "application/json";

  private final Database database;

  public MemoryResources(Database database) {
    this.database = database;
  }

  @Override
  public List<Template> templates() {
    return List.of(
        new Template(MEMORY + "{id}", "memory", "Memory", "A memory, whole: data to read", JSON));
  }

  @Override
  public Optional<ResourceContents> read(String uri) {
    if (!uri.startsWith(MEMORY)) {
      return Optional.empty();
    }
    try {
      return database
          .memories()
          .find(uri.substring(MEMORY.length()))
          .map(memory -> new ResourceContents.Text(uri, JSON, json(memory).toPrettyString()));
    } catch (Refused e) {
      // No id of a memory.
      return Optional.empty();
    }
  }

  private static ObjectNode json(Memory memory) {
    ObjectNode json = Json.MAPPER.createObjectNode();
    json.put("id", memory.id());
    json.put("project", memory.project());
    json.put("kind", Names.of(memory.kind()));
    json.put("text", memory.text());
    memory.tags().forEach(json.putArray("tags")::add);
    memory.files().forEach(json.putArray("files")::add);
    put(json, "task_id", memory.taskId());
    put(json, "decision_id", memory.decisionId());
    put(json, "agent", memory.agent());
    json.put("importance", memory.importance());
    json.put("helpful", memory.helpful());
    json.put("repeats", memory.repeats());
    put(json, "valid_from", memory.validFrom());
    put(json, "valid_until", memory.validUntil());
    put(json, "created_at", memory.createdAt());
    put(json, "updated_at", memory.updatedAt());
    json.set("metadata", Json.MAPPER.readTree(memory.metadataJson()));
    return json;
  }

  private static void put(ObjectNode json, String name, @Nullable Object value) {
    if (value != null) {
      json.put(name, value.toString());
    }
  }

  @Override
  public List<String> changedBy(Change change) {
    return change instanceof Change.MemoryChanged(String id) ? List.of(MEMORY + id) : List.of();
  }
}
