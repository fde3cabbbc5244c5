package dev.consilium.server.api;

import dev.consilium.memory.memories.Kind;
import dev.consilium.memory.memories.Memory;
import dev.consilium.memory.memories.MemoryFilter;
import dev.consilium.memory.memories.MemoryHit;
import dev.consilium.memory.memories.MemoryPage;
import dev.consilium.memory.memories.MemoryStore;
import dev.consilium.schemas.json.Field;
import dev.consilium.schemas.json.Json;
import dev.consilium.schemas.json.Names;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** What agents wrote down. */
final class MemoriesResource {
  private static final String TAG = "memories";

  record Search(
      @Field(value = "Any words, any language; without them the latest", max = Limits.QUERY)
          @Nullable String q,
      @Field(max = Limits.NAME) @Nullable String project,
      @Nullable List<Kind> kind,
      @Field("All of them") @Nullable List<String> tag,
      @Field("Any of them") @Nullable List<String> file,
      @Field(max = Limits.NAME) @Nullable String taskId,
      @Field(max = Limits.NAME) @Nullable String agent,
      @Nullable Instant since,
      @Nullable Instant until,
      @Field("Also what is no longer valid") @Nullable Boolean past,
      @Field(value = "Default 20", min = 1, max = 100) @Nullable Integer limit,
      @Nullable String cursor) {}

  record Identified(@Field("Such as m5") String id) {}

  record HitView(
      String id,
      String project,
      String kind,
      @Field("The passage that fits best") String passage,
      @Field("From 0 to 1 within one search") double score,
      @Field("What found it") List<String> why,
      @Field("Memories that say nearly the same and are left out") List<String> alike,
      List<String> tags,
      List<String> files,
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
          hit.alike(),
          memory.tags(),
          memory.files(),
          memory.taskId(),
          memory.decisionId(),
          memory.agent(),
          memory.importance(),
          memory.validFrom(),
          memory.validUntil(),
          memory.createdAt());
    }
  }

  record MemoryView(
      String id,
      String project,
      String kind,
      String text,
      List<String> tags,
      List<String> files,
      @Nullable String taskId,
      @Nullable String decisionId,
      @Nullable String agent,
      int importance,
      @Nullable Instant validFrom,
      @Nullable Instant validUntil,
      ObjectNode metadata,
      @Field("How often the same was written down again") int repeats,
      @Field("How often it helped, less how often it misled") int helpful,
      Instant createdAt,
      Instant updatedAt) {
    static MemoryView of(Memory memory) {
      return new MemoryView(
          memory.id(),
          memory.project(),
          Names.of(memory.kind()),
          memory.text(),
          memory.tags(),
          memory.files(),
          memory.taskId(),
          memory.decisionId(),
          memory.agent(),
          memory.importance(),
          memory.validFrom(),
          memory.validUntil(),
          (ObjectNode) Json.MAPPER.readTree(memory.metadataJson()),
          memory.repeats(),
          memory.helpful(),
          memory.createdAt(),
          memory.updatedAt());
    }
  }

  private static final int DEFAULT_HITS = 20;

  private final MemoryStore memories;

  MemoriesResource(MemoryStore memories) {
    this.memories = memories;
  }

  List<Operation<?, ?>> operations() {
    return List.of(
        Operation.get(
            "/api/memories",
            "searchMemories",
            TAG,
            "Find memories by meaning, words, names or dates, the best first",
            "X-Notice tells what the search had to do without, if anything.",
            Search.class,
            Reply.page(HitView.class),
            this::search),
        Operation.get(
            "/api/memories/{id}",
            "getMemory",
            TAG,
            "One memory",
            "",
            Identified.class,
            Reply.one(MemoryView.class),
            (wanted, _) -> Answer.of(find(wanted.id()))));
  }

  private Answer search(Search wanted, Caller caller) {
    MemoryPage page =
        memories.search(
            Objects.requireNonNullElse(wanted.q(), ""),
            new MemoryFilter(
                wanted.project(),
                Set.copyOf(Objects.requireNonNullElse(wanted.kind(), List.of())),
                Objects.requireNonNullElse(wanted.tag(), List.of()),
                Objects.requireNonNullElse(wanted.file(), List.of()),
                wanted.taskId(),
                wanted.agent(),
                wanted.since(),
                wanted.until(),
                Boolean.TRUE.equals(wanted.past())),
            wanted.cursor(),
            Objects.requireNonNullElse(wanted.limit(), DEFAULT_HITS));
    Answer answer = caller.page(page.hits().stream().map(HitView::of).toList(), page.nextCursor());
    return page.notice() == null
        ? answer
        : answer.with("X-Notice", page.notice().replaceAll("[^ -~]", "?"));
  }

  private MemoryView find(String id) {
    return memories
        .find(id)
        .map(MemoryView::of)
        .orElseThrow(() ->
            new ApiFailure(
                404, "id", "there is no memory " + id + "; GET /api/memories finds them."));
  }
}
