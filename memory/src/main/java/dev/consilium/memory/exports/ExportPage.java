package dev.consilium.memory.exports;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of Notion as far as it is known.
 *
 * @param key the meeting or the task
 * @param contentHash of what it has; null if that is not known
 * @param blocks its blocks of the first level, if they were told
 * @param sentAt when a creation was sent whose outcome is not known
 * @param sentHash of what was sent; empty if several differed
 * @param lookAt when to look for what a late creation left behind
 */
public record ExportPage(
    long id,
    String project,
    PageKind kind,
    String key,
    @Nullable String dataSource,
    @Nullable String pageId,
    @Nullable String url,
    @Nullable String contentHash,
    List<String> blocks,
    @Nullable Instant sentAt,
    @Nullable String sentHash,
    @Nullable Instant lookAt) {
  public ExportPage {
    blocks = List.copyOf(blocks);
  }
}
