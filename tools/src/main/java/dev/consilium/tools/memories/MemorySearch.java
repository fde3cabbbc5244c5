package dev.consilium.tools.memories;

import dev.consilium.memory.Database;
import dev.consilium.memory.memories.Kind;
import dev.consilium.memory.memories.MemoryFilter;
import dev.consilium.memory.memories.MemoryPage;
import dev.consilium.schemas.json.Field;
import dev.consilium.tools.Tool;
import dev.consilium.tools.ToolAnswer;
import dev.consilium.tools.ToolContext;
import dev.consilium.tools.ToolSet;
import dev.consilium.tools.ToolSpec;
import dev.consilium.tools.ToolSpec.Hints;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds what was written down. */
final class MemorySearch implements Tool<MemorySearch.Args, MemorySearch.Result> {
  record Args(
      @Field(value = "Any words, any language; empty for the latest", max = Limits.QUERY)
          String query,
      @Field(max = Limits.NAME) @Nullable String project,
      @Nullable List<Kind> kinds,
      @Field(value = "All of them", max = Limits.TAGS) @Nullable List<String> tags,
      @Field(value = "Any of them", max = Limits.FILES) @Nullable List<String> files,
      @Field(max = Limits.NAME) @Nullable String taskId,
      @Field(max = Limits.NAME) @Nullable String agent,
      @Nullable Instant since,
      @Nullable Instant until,
      @Field("Also what is no longer valid") @Nullable Boolean past,
      @Field(value = "Default 8", min = 1, max = Limits.HITS) @Nullable Integer k,
      @Field(value = "Default 4000", min = 100, max = Limits.MAX_TOKENS)
          @Nullable Integer maxTokens,
      @Field(max = Limits.NAME) @Nullable String cursor) {}

  record Result(List<HitView> hits, @Nullable String nextCursor, @Nullable String notice) {}

  private static final int DEFAULT_HITS = 8;
  private static final int DEFAULT_TOKENS = 4_000;

  private final Database database;

  MemorySearch(Database database) {
    this.database = database;
  }

  @Override
  public ToolSpec<Args, Result> spec() {
    return new ToolSpec<>(
        "memory_search",
        "Search memory",
        "Find what was learnt or decided before, by meaning, words, names or dates.",
        ToolSet.MEMORY,
        Hints.READ,
        Args.class,
        null);
  }

  @Override
  public ToolAnswer<Result> call(Args args, ToolContext context) {
    MemoryPage page =
        database
            .memories()
            .search(
                args.query(),
                filter(args),
                args.cursor(),
                Objects.requireNonNullElse(args.k(), DEFAULT_HITS));
    int budget = Objects.requireNonNullElse(args.maxTokens(), DEFAULT_TOKENS);
    MemoryPage shown = page.first(MemoryText.fitting(page.hits(), budget));
    StringBuilder text = new StringBuilder();
    if (shown.hits().isEmpty()) {
      text.append(args.cursor() == null ? "Nothing found." : "Nothing more.");
    } else {
      text.append(MemoryText.DATA).append('\n');
      shown.hits().forEach(hit -> text.append(MemoryText.hit(hit)).append('\n'));
    }
    if (shown.nextCursor() != null) {
      text.append("next cursor: ").append(shown.nextCursor()).append('\n');
    }
    if (shown.notice() != null) {
      text.append("note: ").append(shown.notice());
    }
    return new ToolAnswer<>(
        text.toString().strip(),
        new Result(
            shown.hits().stream().map(HitView::of).toList(), shown.nextCursor(), shown.notice()));
  }

  private static MemoryFilter filter(Args args) {
    return new MemoryFilter(
        args.project(),
        args.kinds() == null ? Set.of() : Set.copyOf(args.kinds()),
        Objects.requireNonNullElse(args.tags(), List.of()),
        Objects.requireNonNullElse(args.files(), List.of()),
        args.taskId(),
        args.agent(),
        args.since(),
        args.until(),
        Boolean.TRUE.equals(args.past()));
  }
}
