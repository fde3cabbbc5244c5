package dev.consilium.bench;

import java.util.Locale;

/** What is measured: a call in one way, so many at once. */
record Point(Transport transport, Era era, Work work, int lanes) {
  /** As {@code limits.properties} has it. */
  String key() {
    return "%s.%s.%s".formatted(transport, era, work).toLowerCase(Locale.ROOT);
  }

  String title() {
    return "`%s`, %s, %s"
        .formatted(work.title(), transport == Transport.HTTP ? "HTTP" : "stdio", era.version());
  }
}
