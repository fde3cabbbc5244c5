package dev.consilium.tools.memories;

import dev.consilium.memory.Database;
import dev.consilium.memory.Write;
import dev.consilium.memory.memories.Kind;
import dev.consilium.memory.memories.Memory;
import dev.consilium.memory.memories.MemoryChange;
import dev.consilium.schemas.json.Field;
import dev.consilium.tools.Tool;
import dev.consilium.tools.ToolAnswer;
import dev.consilium.tools.ToolContext;
import dev.consilium.tools.ToolSet;
import dev.consilium.tools.ToolSpec;
import dev.consilium.tools.ToolSpec.Hints;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Puts a memory right. */
final class MemoryUpdate implements Tool<MemoryUpdate.Args, MemoryUpdate.Result> {
  record Args(
      @Field(max = Limits.NAME) String id,
      @Field(min = 1, max = Limits.TEXT) @Nullable String text,
      @Nullable Kind kind,
      @Field(max = Limits.TAGS) @Nullable List<String> tags,
      @Field(max = Limits.FILES) @Nullable List<String> files,
      @Field(min = 1, max = 5) @Nullable Integer importance,
      @Field("From then on it is the past") @Nullable Instant validUntil,
      @Field("True if it helped, false if it misled") @Nullable Boolean helpful,
      @Field("Merged; null removes a key") @Nullable ObjectNode metadata,
      @Field(max = Limits.NAME) @Nullable String idempotencyKey) {}

  record Result(String id, Instant updatedAt) {}

  private final Database database;

  MemoryUpdate(Database database) {
    this.database = database;
  }

  @Override
  public ToolSpec<Args, Result> spec() {
    return new ToolSpec<>(
        "memory_update",
        "Correct a memory",
        "Change a memory, end its validity, or say whether it helped.",
        ToolSet.MEMORY_CARE,
        Hints.WRITE,
        Args.class,
        Result.class);
  }

  @Override
  public ToolAnswer<Result> call(Args args, ToolContext context) {
    Memory memory =
        database
            .memories()
            .update(
                new Write(context.principal(), args.idempotencyKey()),
                new MemoryChange(
                    args.id(),
                    args.text(),
                    args.kind(),
                    args.tags(),
                    args.files(),
                    args.importance(),
                    args.validUntil(),
                    args.helpful(),
                    args.metadata() == null ? null : args.metadata().toString()));
    return new ToolAnswer<>(
        memory.id() + " is changed.", new Result(memory.id(), memory.updatedAt()));
  }
}
