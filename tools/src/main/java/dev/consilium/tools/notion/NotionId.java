package dev.consilium.tools.notion;

import org.jspecify.annotations.Nullable;

/** Ids of Notion, which are written with dashes and without. */
final class NotionId {
  private NotionId() {}

  static boolean same(String id, @Nullable String other) {
    return other != null && id.replace("-", "").equalsIgnoreCase(other.replace("-", ""));
  }
}
