package dev.consilium.tools;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** The answer to {@code tools/call}, before it is put into the words of a protocol version. */
public record ToolResult(String text, @Nullable ObjectNode structured, boolean isError) {
  static ToolResult failure(String text) {
    return new ToolResult(text, null, true);
  }
}
