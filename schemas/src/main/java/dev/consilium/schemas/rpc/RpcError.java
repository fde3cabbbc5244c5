package dev.consilium.schemas.rpc;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The {@code error} member of a JSON-RPC 2.0 response (section 5.1). */
public record RpcError(int code, String message, @Nullable JsonNode data) {
  public static final int PARSE_ERROR = -32700;
  public static final int INVALID_REQUEST = -32600;
  public static final int METHOD_NOT_FOUND = -32601;
  public static final int INVALID_PARAMS = -32602;
  public static final int INTERNAL_ERROR = -32603;

  /** MCP up to 2025-11-25: {@code resources/read} of a URI that names nothing. */
  public static final int RESOURCE_NOT_FOUND = -32002;

  /** MCP 2026-07-28: headers that are missing or say something else than the body. */
  public static final int HEADER_MISMATCH = -32020;

  /** MCP 2026-07-28: the request needs a capability that the client did not declare. */
  public static final int MISSING_CLIENT_CAPABILITY = -32021;

  /** MCP 2026-07-28: the protocol version of the request is not implemented. */
  public static final int UNSUPPORTED_PROTOCOL_VERSION = -32022;

  public static RpcError of(int code, String message) {
    return new RpcError(code, message, null);
  }
}
