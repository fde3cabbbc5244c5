package dev.consilium.tools;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** The answer to {@code tools/call}, before it is put into the words of a protocol version. */
public record ToolResult(List<Content> content, @Nullable ObjectNode structured, boolean isError) {
  public ToolResult(List<Content> content) {
    this(content, null, false);
  }

  public static ToolResult failure(String text) {
    return new ToolResult(List.of(new Content.Text(text)), null, true);
  }

  /** The text blocks, one after the other. */
  public String text() {
    return content.stream()
        .filter(Content.Text.class::isInstance)
        .map(block -> ((Content.Text) block).text())
        .collect(Collectors.joining("\n"));
  }
}
