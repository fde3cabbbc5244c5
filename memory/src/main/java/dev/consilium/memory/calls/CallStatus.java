package dev.consilium.memory.calls;

/** The states of the MCP extension {@code io.modelcontextprotocol/tasks}. */
public enum CallStatus {
  WORKING,
  INPUT_REQUIRED,
  COMPLETED,
  FAILED,
  CANCELLED
}
