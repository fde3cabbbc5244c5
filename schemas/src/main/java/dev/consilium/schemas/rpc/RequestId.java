package dev.consilium.schemas.rpc;

import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Id of a JSON-RPC request: a string or a number, never null (MCP is stricter than JSON-RPC 2.0).
 */
public sealed interface RequestId {
  record Text(String value) implements RequestId {}

  /** Integers only: two fractions that look different may be the same number. */
  record Int(long value) implements RequestId {}

  default JsonNode json() {
    return switch (this) {
      case Text(String value) -> JsonNodeFactory.instance.stringNode(value);
      case Int(long value) -> JsonNodeFactory.instance.numberNode(value);
    };
  }

  /** Empty for what is no id. */
  static Optional<RequestId> of(JsonNode json) {
    if (json.isString()) {
      return Optional.of(new Text(json.asString()));
    }
    return json.isIntegralNumber() && json.canConvertToLong()
        ? Optional.of(new Int(json.asLong()))
        : Optional.empty();
  }
}
