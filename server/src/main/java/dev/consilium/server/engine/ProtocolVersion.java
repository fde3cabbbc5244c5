package dev.consilium.server.engine;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The released versions of MCP, oldest first. */
enum ProtocolVersion {
  V2024_11_05("2024-11-05"),
  V2025_03_26("2025-03-26"),
  V2025_06_18("2025-06-18"),
  V2025_11_25("2025-11-25"),
  V2026_07_28("2026-07-28");

  static final ProtocolVersion LATEST = V2026_07_28;

  /** The latest that begins with a handshake. */
  static final ProtocolVersion LATEST_LEGACY = V2025_11_25;

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

  static Optional<ProtocolVersion> legacy(String text) {
    return of(text).filter(v -> !v.isModern());
  }

  static List<String> known() {
    return Arrays.stream(values()).map(ProtocolVersion::text).toList();
  }

  /** Each request stands alone: no handshake, no sessions. */
  boolean isModern() {
    return compareTo(V2026_07_28) >= 0;
  }

  /** Structured results, output schemas, titles and elicitation came with 2025-06-18. */
  boolean hasStructuredResults() {
    return compareTo(V2025_06_18) >= 0;
  }

  /** Streams that a client may leave and come back to, asked for at a URL: 2025-11-25. */
  boolean hasPolling() {
    return this == V2025_11_25;
  }

  /** Icons came with 2025-11-25. */
  boolean hasIcons() {
    return compareTo(V2025_11_25) >= 0;
  }

  /** Tasks were tried out in 2025-11-25, and became an extension of another form. */
  boolean hasExperimentalTasks() {
    return this == V2025_11_25;
  }

  /** JSON-RPC batches came with 2025-03-26 and went with the next version. */
  boolean hasBatches() {
    return this == V2025_03_26;
  }
}
