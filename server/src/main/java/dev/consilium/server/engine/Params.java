package dev.consilium.server.engine;

import dev.consilium.schemas.rpc.RpcError;
import dev.consilium.schemas.rpc.RpcException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The parameters of protocol methods; what does not fit is an invalid-params error. */
final class Params {
  private static final int MAX_CLIENT_NAME = 100;

  private Params() {}

  static String text(ObjectNode params, String name) {
    JsonNode value = params.get(name);
    if (value == null || !value.isString()) {
      throw invalid("\"" + name + "\" must be a string");
    }
    return value.asString();
  }

  static @Nullable String optionalText(ObjectNode params, String name) {
    JsonNode value = params.get(name);
    return value == null || value.isNull() ? null : text(params, name);
  }

  /** An absent object is an empty one. */
  static ObjectNode object(ObjectNode params, String name) {
    JsonNode value = params.get(name);
    if (value == null || value.isNull()) {
      return params.objectNode();
    }
    if (value instanceof ObjectNode object) {
      return object;
    }
    throw invalid("\"" + name + "\" must be an object");
  }

  /** An object whose values are all strings. */
  static Map<String, String> texts(ObjectNode params, String name) {
    Map<String, String> texts = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : object(params, name).properties()) {
      if (!entry.getValue().isString()) {
        throw invalid("\"" + name + "." + entry.getKey() + "\" must be a string");
      }
      texts.put(entry.getKey(), entry.getValue().asString());
    }
    return texts;
  }

  /** The name in an {@code Implementation}: self-reported, so only for display. */
  static String clientName(JsonNode info) {
    String name = info.path("name").asString("client");
    return name.length() > MAX_CLIENT_NAME ? name.substring(0, MAX_CLIENT_NAME) : name;
  }

  static RpcException invalid(String detail) {
    return new RpcException(RpcError.INVALID_PARAMS, "Invalid params: " + detail);
  }
}
