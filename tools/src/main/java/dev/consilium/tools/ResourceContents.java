package dev.consilium.tools;

/** What a resource holds. */
public sealed interface ResourceContents {
  String uri();

  String mimeType();

  record Text(String uri, String mimeType, String text) implements ResourceContents {}

  /** {@code blob} is base64, as it is sent. */
  record Blob(String uri, String mimeType, String blob) implements ResourceContents {}
}
