package dev.consilium.schemas.rpc;

/**
 * Id of a JSON-RPC request: a string or a number, never null (MCP is stricter than JSON-RPC 2.0).
 */
public sealed interface RequestId {
  record Text(String value) implements RequestId {}

  /** Integers only: two fractions that look different may be the same number. */
  record Int(long value) implements RequestId {}
}
