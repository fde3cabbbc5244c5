package dev.consilium.schemas.rpc;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.SerializableString;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** One JSON-RPC 2.0 message, of either direction. */
public sealed interface RpcMessage {
  record Request(RequestId id, String method, ObjectNode params) implements RpcMessage {}

  record Notification(String method, ObjectNode params) implements RpcMessage {}

  /** Either the result or the error of the request with this id. */
  sealed interface Response extends RpcMessage {
    /** Null only where the request's own id could not be read. */
    @Nullable RequestId id();
  }

  record Result(RequestId id, JsonNode result) implements Response {}

  /** A result whose JSON is the same for everybody, encoded once. */
  record EncodedResult(RequestId id, SerializableString json) implements Response {}

  record Failure(@Nullable RequestId id, RpcError error) implements Response {}
}
