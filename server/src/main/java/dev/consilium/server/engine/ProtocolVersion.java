package dev.consilium.server.engine;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The versions of MCP with a handshake, oldest first. */
enum ProtocolVersion {
  V2024_11_05("2024-11-05"),
  V2025_03_26("2025-03-26"),
  V2025_06_18("2025-06-18"),
  V2025_11_25("2025-11-25");

  static final ProtocolVersion LATEST = V2025_11_25;

  private final String text;

  ProtocolVersion(String text) {
    this.text = text;
  }

  String text() {
    return text;
  }

  static Optional<ProtocolVersion> of(String text) {
    return Arrays.stream(values()).filter(v -> v.text.equals(text)).findFirst();
  }

  static List<String> known() {
    return Arrays.stream(values()).map(ProtocolVersion::text).toList();
  }

  /** Structured results, output schemas and titles came with 2025-06-18. */
  boolean hasStructuredResults() {
    return compareTo(V2025_06_18) >= 0;
  }

  /** JSON-RPC batches came with 2025-03-26 and went with the next version. */
  boolean hasBatches() {
    return this == V2025_03_26;
  }
}
