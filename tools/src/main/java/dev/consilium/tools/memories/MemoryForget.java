package dev.consilium.tools.memories;

import dev.consilium.memory.Database;
import dev.consilium.memory.memories.Kind;
import dev.consilium.memory.memories.Memory;
import dev.consilium.memory.memories.MemoryFilter;
import dev.consilium.memory.memories.MemoryStore.Forgotten;
import dev.consilium.schemas.json.Field;
import dev.consilium.schemas.json.Names;
import dev.consilium.tools.Tool;
import dev.consilium.tools.ToolAnswer;
import dev.consilium.tools.ToolContext;
import dev.consilium.tools.ToolFailure;
import dev.consilium.tools.ToolSet;
import dev.consilium.tools.ToolSpec;
import dev.consilium.tools.ToolSpec.Hints;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Deletes memories for good. */
final class MemoryForget implements Tool<MemoryForget.Args, MemoryForget.Result> {
  record Args(
      @Field(value = "Or a filter", max = Limits.IDS) @Nullable List<String> ids,
      @Field(max = Limits.NAME) @Nullable String project,
      @Nullable List<Kind> kinds,
      @Field(max = Limits.TAGS) @Nullable List<String> tags,
      @Field(max = Limits.FILES) @Nullable List<String> files,
      @Field(max = Limits.NAME) @Nullable String taskId,
      @Field(max = Limits.NAME) @Nullable String agent,
      @Field("Written before") @Nullable Instant until,
      @Field("Only show what would go; default true for a filter, false for ids")
          @Nullable Boolean preview) {}

  record Result(long count, boolean deleted, List<String> ids) {}

  private static final int SHOWN = 80;

  private final Database database;

  MemoryForget(Database database) {
    this.database = database;
  }

  @Override
  public ToolSpec<Args, Result> spec() {
    return new ToolSpec<>(
        "memory_forget",
        "Forget",
        "Delete memories for good, by ids or by a filter of one project.",
        ToolSet.MEMORY_CARE,
        new Hints(false, true, true, false),
        Args.class,
        Result.class);
  }

  @Override
  public ToolAnswer<Result> call(Args args, ToolContext context) {
    List<String> ids = args.ids();
    boolean byId = ids != null && !ids.isEmpty();
    boolean preview = Objects.requireNonNullElse(args.preview(), !byId);
    Forgotten forgotten =
        ids != null && byId
            ? database.memories().forget(ids, preview)
            : database.memories().forget(filter(args), preview);
    StringBuilder text = new StringBuilder();
    text.append(forgotten.count());
    text.append(forgotten.count() == 1 ? " memory" : " memories");
    text.append(preview ? " would be forgotten" : " forgotten for good");
    if (preview && forgotten.count() > 0) {
      text.append("; the same call with preview=false does it. ").append(MemoryText.DATA);
    }
    forgotten.first().forEach(memory -> text.append('\n').append(line(memory)));
    if (forgotten.count() > forgotten.first().size()) {
      text.append("\n…");
    }
    return new ToolAnswer<>(
        text.toString(),
        new Result(
            forgotten.count(), !preview, forgotten.first().stream().map(Memory::id).toList()));
  }

  private static MemoryFilter filter(Args args) {
    if (args.project() == null) {
      throw new ToolFailure("project: required, unless ids are given.");
    }
    return new MemoryFilter(
        args.project(),
        args.kinds() == null ? Set.of() : Set.copyOf(args.kinds()),
        Objects.requireNonNullElse(args.tags(), List.of()),
        Objects.requireNonNullElse(args.files(), List.of()),
        args.taskId(),
        args.agent(),
        null,
        args.until(),
        true);
  }

  private static String line(Memory memory) {
    String first = memory.text().lines().findFirst().orElse("");
    return memory.id()
        + " "
        + Names.of(memory.kind())
        + " > "
        + (first.length() > SHOWN ? first.substring(0, SHOWN) + "…" : first);
  }
}
