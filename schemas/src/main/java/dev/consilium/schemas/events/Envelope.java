package dev.consilium.schemas.events;

import dev.consilium.schemas.json.Json;
import tools.jackson.databind.node.ObjectNode;

/** What all messages have around their data. */
final class Envelope {
  private Envelope() {}

  static ObjectNode request(String type, String meaning, ObjectNode data) {
    ObjectNode schema = Json.MAPPER.createObjectNode();
    schema.put("title", type).put("description", meaning).put("type", "object");
    ObjectNode properties = schema.putObject("properties");
    properties.putObject("type").put("const", type);
    properties.set("data", data);
    schema.putArray("required").add("type");
    return schema;
  }

  static ObjectNode schema(String type, String meaning, ObjectNode data) {
    ObjectNode schema = request(type, meaning, data);
    property(schema, "timestamp").put("type", "string").put("format", "date-time");
    schema.withArray("required").add("data").add("timestamp");
    return schema;
  }

  static ObjectNode property(ObjectNode schema, String name) {
    return schema.withObject("/properties").putObject(name);
  }
}
