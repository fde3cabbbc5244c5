package dev.consilium.schemas.json;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** One run of binding: collects every problem before it gives up. */
final class Binding {
  /** More tell no more. */
  private static final int MAX_PROBLEMS = 8;

  private final List<BindException.Problem> problems = new ArrayList<>();

  private Binding() {}

  static Record bind(Shape.Fields shape, ObjectNode json) {
    Binding binding = new Binding();
    Object record = binding.fields(shape, json, "");
    if (record == null || !binding.problems.isEmpty()) {
      throw new BindException(binding.problems);
    }
    return (Record) record;
  }

  private @Nullable Object value(Shape shape, JsonNode json, String path) {
    return switch (shape) {
      case Shape.Text(long min, long max) -> {
        if (!json.isString()) {
          yield problem(path, "a string", json);
        }
        String text = json.asString();
        if (text.length() < min || text.length() > max) {
          yield problem(path, "a string of " + range(min, max, "characters"), json);
        }
        if (text.indexOf('\0') >= 0) {
          yield problem(path, "a string without NUL characters", json);
        }
        yield text;
      }
      case Shape.Whole(long min, long max, boolean narrow) -> {
        if (!json.isNumber() || !json.canConvertToExactIntegral() || !json.canConvertToLong()) {
          yield problem(path, "an integer", json);
        }
        long number = json.asLong();
        if (number < min || number > max) {
          yield problem(path, "an integer " + range(min, max, ""), json);
        }
        if (!narrow) {
          yield number;
        }
        yield number == (int) number
            ? (Object) (int) number
            : problem(path, "a 32-bit integer", json);
      }
      case Shape.Real(long min, long max) -> {
        if (!json.isNumber() || !Double.isFinite(json.asDouble())) {
          yield problem(path, "a number", json);
        }
        double number = json.asDouble();
        if (number < min || number > max) {
          yield problem(path, "a number " + range(min, max, ""), json);
        }
        yield number;
      }
      case Shape.Bool() ->
          json.isBoolean() ? json.asBoolean() : problem(path, "true or false", json);
      case Shape.Choice(Map<String, Enum<?>> constants) -> {
        Enum<?> constant = json.isString() ? constants.get(json.asString()) : null;
        if (constant == null) {
          String hint =
              json.isString() ? Names.didYouMean(json.asString(), constants.keySet()) : "";
          problem(path, "one of " + String.join(", ", constants.keySet()), json, hint);
        }
        yield constant;
      }
      case Shape.Time() -> json.isString() ? time(json, path) : problem(path, TIME, json);
      case Shape.Free() -> {
        JsonNode object = unwrapped(json);
        yield object.isObject() ? object : problem(path, "an object", json);
      }
      case Shape.Any() -> json;
      case Shape.Items(Shape item, long min, long max) -> items(item, min, max, json, path);
      case Shape.Fields fields -> {
        JsonNode object = unwrapped(json);
        yield object instanceof ObjectNode node
            ? fields(fields, node, path)
            : problem(path, "an object", json);
      }
    };
  }

  private @Nullable Object fields(Shape.Fields shape, ObjectNode json, String path) {
    List<Shape.Member> members = shape.members();
    Object[] values = new Object[members.size()];
    int before = problems.size();
    int known = 0;
    for (int i = 0; i < values.length; i++) {
      Shape.Member member = members.get(i);
      JsonNode value = json.get(member.name());
      if (value != null) {
        known++;
      }
      String at = path.isEmpty() ? member.name() : path + "." + member.name();
      if (value == null || value.isNull()) {
        if (member.required()) {
          add(at, " is required: " + expected(member.shape()));
        }
      } else {
        values[i] = value(member.shape(), value, at);
      }
    }
    if (known < json.size()) {
      unknown(members, json, path);
    }
    return problems.size() > before ? null : shape.constructor().create(values);
  }

  private void unknown(List<Shape.Member> members, ObjectNode json, String path) {
    List<String> names = members.stream().map(Shape.Member::name).toList();
    for (String name : json.propertyNames()) {
      if (!names.contains(name)) {
        String shown = name.length() > 60 ? name.substring(0, 60) + "…" : name;
        String hint = Names.didYouMean(name, names);
        add(
            path.isEmpty() ? shown : path + "." + shown,
            " is unknown." + (hint.isEmpty() ? " Known: " + String.join(", ", names) + "." : hint));
      }
    }
  }

  private @Nullable Object items(Shape item, long min, long max, JsonNode json, String path) {
    JsonNode array = unwrapped(json);
    if (!array.isArray()) {
      return problem(path, "an array", json);
    }
    if (array.size() < min || array.size() > max) {
      return problem(path, "an array of " + range(min, max, "items"), json);
    }
    List<Object> values = new ArrayList<>(array.size());
    for (int i = 0; i < array.size(); i++) {
      String at = path + "[" + i + "]";
      JsonNode element = array.get(i);
      Object value =
          element.isNull() ? problem(at, expected(item), element) : value(item, element, at);
      if (value != null) {
        values.add(value);
      }
    }
    return values;
  }

  /** Some clients send an object or an array as a string that holds its JSON. */
  private static JsonNode unwrapped(JsonNode json) {
    if (json.isString()) {
      String text = json.asString().strip();
      if (text.startsWith("{") || text.startsWith("[")) {
        try {
          return Json.MAPPER.readTree(text);
        } catch (JacksonException e) {
          // Not JSON after all: the caller says what was expected instead.
          return json;
        }
      }
    }
    return json;
  }

  private static final String TIME =
      "an ISO-8601 time such as 2026-12-05T18:00:00Z, or a date such as 2026-12-05";

  private @Nullable Object time(JsonNode json, String path) {
    String text = json.asString();
    try {
      Instant time =
          text.length() == 10
              ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
              : OffsetDateTime.parse(text).toInstant();
      int year = time.atOffset(ZoneOffset.UTC).getYear();
      return year >= 1970 && year < 10_000 ? time : problem(path, TIME, json);
    } catch (DateTimeException e) {
      return problem(path, TIME, json);
    }
  }

  private static String expected(Shape shape) {
    return switch (shape) {
      case Shape.Text _ -> "a string";
      case Shape.Whole _ -> "an integer";
      case Shape.Real _ -> "a number";
      case Shape.Bool _ -> "true or false";
      case Shape.Choice(Map<String, Enum<?>> constants) ->
          "one of " + String.join(", ", constants.keySet());
      case Shape.Time _ -> TIME;
      case Shape.Any _ -> "any JSON value";
      case Shape.Items _ -> "an array";
      case Shape.Free _, Shape.Fields _ -> "an object";
    };
  }

  private static String range(long min, long max, String unit) {
    String of = unit.isEmpty() ? "" : " " + unit;
    if (max == Long.MAX_VALUE) {
      return "at least " + min + of;
    }
    return min == Long.MIN_VALUE ? "at most " + max + of : min + " to " + max + of;
  }

  private @Nullable Object problem(String path, String expected, JsonNode got) {
    return problem(path, expected, got, "");
  }

  private @Nullable Object problem(String path, String expected, JsonNode got, String hint) {
    add(path, ": expected " + expected + ", got " + shown(got) + "." + hint);
    return null;
  }

  private void add(String field, String problem) {
    if (problems.size() < MAX_PROBLEMS) {
      problems.add(new BindException.Problem(field, field + problem));
    }
  }

  private static String shown(JsonNode json) {
    String kind =
        switch (json.getNodeType()) {
          case OBJECT, POJO -> "an object";
          case ARRAY -> "an array of " + json.size();
          case STRING -> json.asString().length() + " characters";
          case NULL, MISSING -> "null";
          case NUMBER, BOOLEAN, BINARY -> json.toString();
        };
    if (json.isString() && json.asString().length() <= 40) {
      return json.toString();
    }
    return kind.length() > 40 ? kind.substring(0, 40) + "…" : kind;
  }
}
