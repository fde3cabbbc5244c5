package dev.consilium.tools.memories;

import dev.consilium.memory.memories.Memory;
import dev.consilium.memory.memories.MemoryHit;
import dev.consilium.schemas.json.Names;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A hit as structured results have it. */
record HitView(
    String id,
    String project,
    String kind,
    String text,
    double score,
    List<String> why,
    @Nullable List<String> alike,
    @Nullable List<String> tags,
    @Nullable List<String> files,
    @Nullable String taskId,
    @Nullable String decisionId,
    @Nullable String agent,
    int importance,
    @Nullable Instant validFrom,
    @Nullable Instant validUntil,
    Instant createdAt) {

  static HitView of(MemoryHit hit) {
    Memory memory = hit.memory();
    return new HitView(
        memory.id(),
        memory.project(),
        Names.of(memory.kind()),
        hit.passage(),
        hit.score(),
        hit.why(),
        unlessEmpty(hit.alike()),
        unlessEmpty(memory.tags()),
        unlessEmpty(memory.files()),
        memory.taskId(),
        memory.decisionId(),
        memory.agent(),
        memory.importance(),
        memory.validFrom(),
        memory.validUntil(),
        memory.createdAt());
  }

  private static @Nullable List<String> unlessEmpty(List<String> list) {
    return list.isEmpty() ? null : list;
  }
}
