package dev.consilium.server.api;

import dev.consilium.schemas.json.Json;
import dev.consilium.schemas.json.Names;
import dev.consilium.schemas.json.RecordType;
import dev.consilium.transport.RequestHead;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Paths, queries and bodies as JSON objects that can be bound to records. */
final class Inputs {
  private Inputs() {}

  /** The texts of path and query, each as the type has it. */
  static ObjectNode parameters(
      RecordType<?> type, Map<String, String> path, Map<String, List<String>> query) {
    ObjectNode properties = (ObjectNode) type.schema().path("properties");
    ObjectNode json = Json.MAPPER.createObjectNode();
    query.forEach((name, values) -> put(json, properties, name, values));
    path.forEach((name, value) -> put(json, properties, name, List.of(value)));
    return json;
  }

  private static void put(
      ObjectNode json, ObjectNode properties, String name, List<String> values) {
    JsonNode schema = properties.path(name);
    if (schema.path("type").asString("").equals("array")) {
      ArrayNode array = json.putArray(name);
      values.stream()
          .flatMap(value -> Stream.of(value.split(",", -1)))
          .filter(value -> !value.isEmpty())
          .forEach(array::add);
    } else if (values.size() > 1) {
      throw new ApiFailure(422, name, "stands twice in the query; give it once.");
    } else {
      json.set(name, value(schema, values.getFirst()));
    }
  }

  /** What cannot be read as the type stays a text, which binding refuses in its own words. */
  private static JsonNode value(JsonNode schema, String text) {
    return switch (schema.path("type").asString("")) {
      case "integer" ->
          text.matches("-?\\d{1,18}")
              ? Json.MAPPER.getNodeFactory().numberNode(Long.parseLong(text))
              : Json.MAPPER.getNodeFactory().stringNode(text);
      case "boolean" ->
          text.equals("true") || text.equals("false")
              ? Json.MAPPER.getNodeFactory().booleanNode(text.equals("true"))
              : Json.MAPPER.getNodeFactory().stringNode(text);
      default -> Json.MAPPER.getNodeFactory().stringNode(text);
    };
  }

  /** The JSON object that a request holds. */
  static ObjectNode body(RequestHead head, byte[] bytes) {
    Optional<String> type = head.headers().get("Content-Type").map(Inputs::mediaType);
    if (type.isPresent() && !isJson(type.get())) {
      throw new ApiFailure(
          415, "", "The body must be JSON: send it with Content-Type: application/json.");
    }
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new ApiFailure(400, "", "The body is not UTF-8.");
    }
    if (text.isBlank()) {
      throw new ApiFailure(400, "", "The body is empty; a JSON object is expected.");
    }
    try {
      JsonNode json = Json.MAPPER.readTree(text);
      if (json instanceof ObjectNode object) {
        return object;
      }
    } catch (JacksonException e) {
      throw new ApiFailure(400, "", "The body is not JSON: " + firstLine(e) + where(e) + ".");
    }
    throw new ApiFailure(422, "", "The body must be a JSON object.");
  }

  private static String mediaType(String contentType) {
    int parameters = contentType.indexOf(';');
    return (parameters < 0 ? contentType : contentType.substring(0, parameters))
        .strip()
        .toLowerCase(Locale.ROOT);
  }

  private static boolean isJson(String type) {
    return type.equals("application/json")
        || (type.startsWith("application/") && type.endsWith("+json"));
  }

  private static String firstLine(JacksonException e) {
    String message = e.getOriginalMessage().lines().findFirst().orElse("");
    return message.length() > 200 ? message.substring(0, 200) + "…" : message;
  }

  private static String where(JacksonException e) {
    return e.getLocation() == null
        ? ""
        : " at line %d, column %d"
            .formatted(e.getLocation().getLineNr(), e.getLocation().getColumnNr());
  }

  /** Takes out the fields that mean nothing here, but for those that look misspelt. */
  static ObjectNode known(RecordType<?> type, ObjectNode json) {
    List<String> names = type.fieldNames();
    ObjectNode known = json.deepCopy();
    json.propertyNames().stream()
        .filter(name -> !names.contains(name) && names.stream().noneMatch(n -> isNear(name, n)))
        .forEach(known::remove);
    return known;
  }

  private static boolean isNear(String name, String known) {
    int edits = known.length() > 6 ? 2 : 1;
    return Math.abs(name.length() - known.length()) <= edits
        && Names.distance(name.toLowerCase(Locale.ROOT).replace('-', '_'), known) <= edits;
  }
}
