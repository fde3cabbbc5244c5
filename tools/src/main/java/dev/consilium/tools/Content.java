package dev.consilium.tools;

import org.jspecify.annotations.Nullable;

/** A block of a result or a prompt: MCP's {@code ContentBlock}. */
public sealed interface Content {
  record Text(String text) implements Content {}

  /** {@code data} is base64, as it is sent. */
  record Image(String data, String mimeType) implements Content {}

  /** {@code data} is base64, as it is sent. */
  record Audio(String data, String mimeType) implements Content {}

  record Embedded(ResourceContents resource) implements Content {}

  /** A resource that the client may read. */
  record Link(String uri, String name, @Nullable String title, @Nullable String mimeType)
      implements Content {}
}
