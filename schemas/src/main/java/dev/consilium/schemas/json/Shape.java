package dev.consilium.schemas.json;

import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/**
 * The shape of a JSON value, read off a Java type once: source of its schema and of its binding.
 */
sealed interface Shape {
  record Text(long min, long max) implements Shape {}

  /** {@code narrow}: an int, else a long. */
  record Whole(long min, long max, boolean narrow) implements Shape {}

  record Real(long min, long max) implements Shape {}

  record Bool() implements Shape {}

  record Choice(Map<String, Enum<?>> constants) implements Shape {}

  /** ISO-8601: a time with its offset, or a date, which means its first moment in UTC. */
  record Time() implements Shape {}

  /** Any JSON object. */
  record Free() implements Shape {}

  /** Any JSON value. */
  record Any() implements Shape {}

  record Items(Shape item, long min, long max) implements Shape {}

  record Fields(List<Member> members, RecordConstructor constructor) implements Shape {}

  record Member(String name, String description, boolean required, Shape shape) {}

  /** Builds the record from its components in order. */
  interface RecordConstructor {
    Record create(Object[] components);
  }

  /** Writes the JSON Schema of this shape. */
  default ObjectNode schema() {
    ObjectNode schema = Json.MAPPER.createObjectNode();
    switch (this) {
      case Text(long min, long max) -> bounds(schema.put("type", "string"), "Length", min, max);
      case Whole(long min, long max, boolean _) ->
          bounds(schema.put("type", "integer"), "imum", min, max);
      case Real(long min, long max) -> bounds(schema.put("type", "number"), "imum", min, max);
      case Bool() -> schema.put("type", "boolean");
      case Choice(Map<String, Enum<?>> constants) ->
          constants.keySet().forEach(schema.putArray("enum")::add);
      case Time() -> schema.put("type", "string").put("format", "date-time");
      case Free() -> schema.put("type", "object");
      case Any() -> {}
      case Items(Shape item, long min, long max) -> {
        schema.put("type", "array").set("items", item.schema());
        bounds(schema, "Items", min, max);
      }
      case Fields(List<Member> members, RecordConstructor _) -> {
        ObjectNode properties = schema.put("type", "object").putObject("properties");
        for (Member member : members) {
          ObjectNode property = member.shape.schema();
          if (!member.description.isEmpty()) {
            property.put("description", member.description);
          }
          properties.set(member.name, property);
        }
        List<Member> required = members.stream().filter(Member::required).toList();
        if (!required.isEmpty()) {
          required.forEach(m -> schema.withArray("required").add(m.name));
        }
      }
    }
    return schema;
  }

  private static void bounds(ObjectNode schema, String suffix, long min, long max) {
    if (min != Long.MIN_VALUE) {
      schema.put("min" + suffix, min);
    }
    if (max != Long.MAX_VALUE) {
      schema.put("max" + suffix, max);
    }
  }
}
