package dev.consilium.schemas.rpc;

import dev.consilium.schemas.json.Json;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.SerializableString;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** JSON-RPC 2.0 messages as UTF-8 JSON. Thread-safe. */
public final class RpcCodec {
  private static final JsonMapper MAPPER = Json.MAPPER;

  /** Longer batches are refused. */
  static final int MAX_BATCH = 100;

  private RpcCodec() {}

  /** What one body or line holds. */
  public sealed interface Incoming {
    record Single(RpcMessage message) implements Incoming {}

    record Batch(List<Element> elements) implements Incoming {}
  }

  /** One element of a batch; the others count even where this one is broken. */
  public sealed interface Element {
    record Sound(RpcMessage message) implements Element {}

    /** Answered with this failure; not to be taken for an error the sender answers with. */
    record Broken(RpcMessage.Failure answer) implements Element {}
  }

  /**
   * Reads one message or one batch.
   *
   * @throws RpcException with {@code PARSE_ERROR} or {@code INVALID_REQUEST}
   */
  public static Incoming decode(InputStream utf8) {
    try (JsonParser parser = MAPPER.createParser(utf8)) {
      JsonToken first = parser.nextToken();
      Incoming incoming =
          switch (first) {
            case START_OBJECT -> new Incoming.Single(message(parser));
            case START_ARRAY -> new Incoming.Batch(batch(parser));
            case null -> throw parseError("the message is empty");
            default -> throw invalid(null, "a message must be a JSON object");
          };
      if (parser.nextToken() != null) {
        throw parseError("there is text after the end of the message");
      }
      return incoming;
    } catch (JacksonException e) {
      throw parseError(
          e.getOriginalMessage()
              + (e.getLocation() == null
                  ? ""
                  : " at line %d, column %d"
                      .formatted(e.getLocation().getLineNr(), e.getLocation().getColumnNr())));
    }
  }

  private static List<Element> batch(JsonParser parser) {
    List<Element> elements = new ArrayList<>();
    for (JsonToken token = next(parser); token != JsonToken.END_ARRAY; token = next(parser)) {
      if (elements.size() == MAX_BATCH) {
        throw invalid(null, "a batch may hold at most " + MAX_BATCH + " messages");
      }
      try {
        if (token != JsonToken.START_OBJECT) {
          parser.skipChildren();
          throw invalid(null, "a message must be a JSON object");
        }
        elements.add(new Element.Sound(message(parser)));
      } catch (RpcException e) {
        elements.add(new Element.Broken(new RpcMessage.Failure(e.id(), e.error())));
      }
    }
    if (elements.isEmpty()) {
      throw invalid(null, "a batch must hold at least one message");
    }
    return elements;
  }

  /** Within an object or an array: after some errors the parser ends without a complaint. */
  private static JsonToken next(JsonParser parser) {
    JsonToken token = parser.nextToken();
    if (token == null) {
      throw parseError("the message ends too early");
    }
    return token;
  }

  /** The whole object is read before anything is judged, so that an error can carry the id. */
  private static RpcMessage message(JsonParser parser) {
    boolean version = false;
    boolean hasId = false;
    JsonNode id = null;
    JsonNode method = null;
    JsonNode params = null;
    JsonNode result = null;
    JsonNode error = null;
    while (next(parser) != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      if (name == null) {
        throw parseError("a member of the message has no name");
      }
      JsonToken _ = next(parser);
      switch (name) {
        case "jsonrpc" ->
            version =
                parser.currentToken() == JsonToken.VALUE_STRING && parser.getString().equals("2.0");
        case "id" -> {
          hasId = true;
          id = parser.readValueAsTree();
        }
        case "method" -> method = parser.readValueAsTree();
        case "params" -> params = parser.readValueAsTree();
        case "result" -> result = parser.readValueAsTree();
        case "error" -> error = parser.readValueAsTree();
        default -> parser.skipChildren();
      }
    }
    RequestId requestId = id == null ? null : requestId(id);
    if (!version) {
      throw invalid(requestId, "\"jsonrpc\" must be \"2.0\"");
    }
    if (method != null) {
      if (!method.isString()) {
        throw invalid(requestId, "\"method\" must be a string");
      }
      if (params != null && !params.isObject()) {
        throw invalid(requestId, "\"params\" must be an object");
      }
      ObjectNode object = params == null ? MAPPER.createObjectNode() : (ObjectNode) params;
      if (!hasId) {
        return new RpcMessage.Notification(method.asString(), object);
      }
      if (requestId == null) {
        throw invalid(null, "\"id\" must be a string or an integer");
      }
      return new RpcMessage.Request(requestId, method.asString(), object);
    }
    if (result != null && requestId != null) {
      return new RpcMessage.Result(requestId, result);
    }
    if (error != null && error.isObject()) {
      return new RpcMessage.Failure(
          requestId,
          new RpcError(
              error.path("code").asInt(0), error.path("message").asString(""), error.get("data")));
    }
    throw invalid(requestId, "\"method\" is missing");
  }

  private static @Nullable RequestId requestId(JsonNode id) {
    if (id.isString()) {
      return new RequestId.Text(id.asString());
    }
    return id.isIntegralNumber() && id.canConvertToLong() ? new RequestId.Int(id.asLong()) : null;
  }

  /** Writes one message, without a line end. */
  public static void encode(RpcMessage message, OutputStream out) throws IOException {
    try (JsonGenerator json = MAPPER.createGenerator(out)) {
      write(message, json);
    }
  }

  /** One message as text, to be kept. */
  public static String text(RpcMessage message) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      encode(message, out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  /** Reads what {@link #text} wrote. */
  public static RpcMessage ofText(String text) {
    return switch (decode(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)))) {
      case Incoming.Single(RpcMessage message) -> message;
      case Incoming.Batch _ -> throw new IllegalArgumentException("a batch is not one message");
    };
  }

  /** Writes a batch of answers. */
  public static void encode(List<? extends RpcMessage> messages, OutputStream out)
      throws IOException {
    try (JsonGenerator json = MAPPER.createGenerator(out)) {
      json.writeStartArray();
      for (RpcMessage message : messages) {
        write(message, json);
      }
      json.writeEndArray();
    }
  }

  private static void write(RpcMessage message, JsonGenerator json) {
    json.writeStartObject();
    json.writeStringProperty("jsonrpc", "2.0");
    switch (message) {
      case RpcMessage.Request(RequestId id, String method, ObjectNode params) -> {
        write(id, json);
        write(method, params, json);
      }
      case RpcMessage.Notification(String method, ObjectNode params) -> write(method, params, json);
      case RpcMessage.Result(RequestId id, JsonNode result) -> {
        write(id, json);
        json.writeName("result");
        json.writeTree(result);
      }
      case RpcMessage.EncodedResult(RequestId id, SerializableString encoded) -> {
        write(id, json);
        json.writeName("result");
        json.writeRawValue(encoded);
      }
      case RpcMessage.Failure(RequestId id, RpcError error) -> {
        write(id, json);
        json.writeName("error");
        json.writeStartObject();
        json.writeNumberProperty("code", error.code());
        json.writeStringProperty("message", error.message());
        if (error.data() != null) {
          json.writeName("data");
          json.writeTree(error.data());
        }
        json.writeEndObject();
      }
    }
    json.writeEndObject();
  }

  private static void write(String method, ObjectNode params, JsonGenerator json) {
    json.writeStringProperty("method", method);
    if (!params.isEmpty()) {
      json.writeName("params");
      json.writeTree(params);
    }
  }

  private static void write(@Nullable RequestId id, JsonGenerator json) {
    switch (id) {
      case RequestId.Text(String value) -> json.writeStringProperty("id", value);
      case RequestId.Int(long value) -> json.writeNumberProperty("id", value);
      case null -> json.writeNullProperty("id");
    }
  }

  /** For bytes that were checked before decoding: the parser itself lets some sequences pass. */
  public static RpcException notUtf8() {
    return parseError("the message is not UTF-8");
  }

  private static RpcException parseError(String detail) {
    return new RpcException(RpcError.PARSE_ERROR, "Parse error: " + detail);
  }

  private static RpcException invalid(@Nullable RequestId id, String detail) {
    return new RpcException(id, RpcError.INVALID_REQUEST, "Invalid request: " + detail, null);
  }
}
