package dev.consilium.bench.floor;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** The few members of a request that its answer depends on. */
record FloorCall(
    @Nullable String id,
    @Nullable String method,
    @Nullable String tool,
    @Nullable String message,
    @Nullable String task,
    @Nullable String status,
    int progress) {
  private static final JsonFactory JSON = new JsonFactory();

  /** As long as the product's list. */
  private static final String LIST =
      "x".repeat(Integer.parseInt(System.getenv().getOrDefault("LIST_BYTES", "0")));

  static FloorCall parse(InputStream in) throws IOException {
    String id = null;
    String method = null;
    String tool = null;
    String message = null;
    String task = null;
    String status = null;
    int progress = 0;
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), in)) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (token != JsonToken.PROPERTY_NAME) {
          continue;
        }
        String name = parser.currentName();
        if (!parser.nextToken().isScalarValue()) {
          continue;
        }
        switch (name) {
          case "id" -> id = parser.getString();
          case "method" -> method = parser.getString();
          case "name" -> tool = parser.getString();
          case "message" -> message = parser.getString();
          case "task_id" -> task = parser.getString();
          case "status" -> status = parser.getString();
          case "progress" -> progress = parser.getIntValue();
          default -> {}
        }
      }
    }
    return new FloorCall(id, method, tool, message, task, status, progress);
  }

  boolean needsDatabase() {
    return task != null;
  }

  void answer(FloorTable table, OutputStream out) throws IOException {
    Map<String, Object> row = task == null ? null : table.upsert(this);
    try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), out)) {
      json.writeStartObject();
      json.writeStringProperty("jsonrpc", "2.0");
      json.writeName("id");
      json.writeRawValue(id == null ? "null" : id);
      json.writeName("result");
      json.writeStartObject();
      if ("initialize".equals(method)) {
        json.writeStringProperty("protocolVersion", "2025-11-25");
      } else if ("tools/list".equals(method)) {
        json.writeStringProperty("tools", LIST);
      } else if (row != null) {
        content(json, text(row));
      } else if (message != null) {
        content(json, message);
      }
      json.writeEndObject();
      json.writeEndObject();
    }
  }

  private static void content(JsonGenerator json, String text) {
    json.writeName("content");
    json.writeStartArray();
    json.writeStartObject();
    json.writeStringProperty("type", "text");
    json.writeStringProperty("text", text);
    json.writeEndObject();
    json.writeEndArray();
  }

  private static String text(Map<String, Object> row) throws IOException {
    java.io.StringWriter text = new java.io.StringWriter();
    try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
      json.writeStartObject();
      row.forEach((name, value) -> {
        json.writeName(name);
        if (value instanceof Integer number) {
          json.writeNumber(number);
        } else {
          json.writeString(value.toString());
        }
      });
      json.writeEndObject();
    }
    return text.toString();
  }
}
