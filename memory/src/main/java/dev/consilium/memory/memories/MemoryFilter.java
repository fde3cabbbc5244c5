package dev.consilium.memory.memories;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which memories are meant; what is null or empty says nothing.
 *
 * @param tags all of them
 * @param files any of them
 * @param past also what is no longer valid, or not yet
 */
public record MemoryFilter(
    @Nullable String project,
    Set<Kind> kinds,
    List<String> tags,
    List<String> files,
    @Nullable String taskId,
    @Nullable String agent,
    @Nullable Instant since,
    @Nullable Instant until,
    boolean past) {
  /** Whether it asks for more than a project. */
  boolean isNarrow() {
    return !equals(
        new MemoryFilter(project, Set.of(), List.of(), List.of(), null, null, null, null, past));
  }

  public static MemoryFilter ofProject(@Nullable String project) {
    return new MemoryFilter(project, Set.of(), List.of(), List.of(), null, null, null, null, false);
  }

  public MemoryFilter withKinds(Set<Kind> kinds) {
    return new MemoryFilter(project, kinds, tags, files, taskId, agent, since, until, past);
  }

  public MemoryFilter withTags(List<String> tags) {
    return new MemoryFilter(project, kinds, tags, files, taskId, agent, since, until, past);
  }

  public MemoryFilter withFiles(List<String> files) {
    return new MemoryFilter(project, kinds, tags, files, taskId, agent, since, until, past);
  }

  public MemoryFilter withPast() {
    return new MemoryFilter(project, kinds, tags, files, taskId, agent, since, until, true);
  }
}
