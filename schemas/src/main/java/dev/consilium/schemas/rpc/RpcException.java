package dev.consilium.schemas.rpc;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A protocol error: it answers the request as a JSON-RPC error and says what the sender did wrong.
 */
public final class RpcException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient RpcError error;
  private final transient @Nullable RequestId id;

  public RpcException(@Nullable RequestId id, int code, String message, @Nullable JsonNode data) {
    super(message, null, false, false);
    this.id = id;
    this.error = new RpcError(code, message, data);
  }

  public RpcException(int code, String message) {
    this(null, code, message, null);
  }

  public RpcError error() {
    return error;
  }

  /** The id of the message at fault, where it could be read. */
  public @Nullable RequestId id() {
    return id;
  }
}
