package dev.consilium.tools.memories;

import dev.consilium.memory.Database;
import dev.consilium.memory.Write;
import dev.consilium.memory.memories.AddedMemory;
import dev.consilium.memory.memories.Kind;
import dev.consilium.memory.memories.NewMemory;
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
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Writes down what was learnt. */
final class MemoryAdd implements Tool<MemoryAdd.Args, MemoryAdd.Result> {
  record Args(
      @Field(min = 1, max = Limits.NAME) String project,
      @Field(min = 1, max = Limits.MEMORIES_A_CALL) List<Item> memories,
      @Field(max = Limits.NAME) @Nullable String agent,
      @Field(max = Limits.NAME) @Nullable String idempotencyKey) {}

  record Item(
      @Field(min = 1, max = Limits.TEXT) String text,
      @Nullable Kind kind,
      @Field(max = Limits.TAGS) @Nullable List<String> tags,
      @Field(value = "Paths it is about", max = Limits.FILES) @Nullable List<String> files,
      @Field(max = Limits.NAME) @Nullable String taskId,
      @Field(max = Limits.NAME) @Nullable String decisionId,
      @Field(value = "5 most, default 3", min = 1, max = 5) @Nullable Integer importance,
      @Field("When it happened or begins to hold") @Nullable Instant validFrom,
      @Nullable Instant validUntil,
      @Nullable ObjectNode metadata) {}

  record Result(List<Added> memories) {}

  record Added(String id, boolean repeated, @Nullable List<String> masked) {}

  private final Database database;

  MemoryAdd(Database database) {
    this.database = database;
  }

  @Override
  public ToolSpec<Args, Result> spec() {
    return new ToolSpec<>(
        "memory_add",
        "Remember",
        "Write down what was learnt, for later sessions and other agents. Repeats are recognised,"
            + " secrets masked.",
        ToolSet.MEMORY,
        Hints.IDEMPOTENT_WRITE,
        Args.class,
        null);
  }

  @Override
  public ToolAnswer<Result> call(Args args, ToolContext context) {
    String agent = args.agent() == null ? context.clientName() : args.agent();
    List<AddedMemory> added =
        database
            .memories()
            .add(
                new Write(context.principal(), args.idempotencyKey()),
                args.project(),
                args.memories().stream().map(item -> memory(item, agent)).toList());
    return new ToolAnswer<>(
        added.stream().map(MemoryAdd::line).collect(Collectors.joining("\n")),
        new Result(
            added.stream()
                .map(one ->
                    new Added(
                        one.id(), one.repeated(), one.masked().isEmpty() ? null : one.masked()))
                .toList()));
  }

  private static NewMemory memory(Item item, String agent) {
    return new NewMemory(
        item.text(),
        Objects.requireNonNullElse(item.kind(), Kind.NOTE),
        Objects.requireNonNullElse(item.tags(), List.of()),
        Objects.requireNonNullElse(item.files(), List.of()),
        item.taskId(),
        item.decisionId(),
        Objects.requireNonNullElse(item.importance(), NewMemory.DEFAULT_IMPORTANCE),
        item.validFrom(),
        item.validUntil(),
        agent,
        item.metadata() == null ? null : item.metadata().toString());
  }

  private static String line(AddedMemory added) {
    return added.id()
        + (added.repeated() ? " (known already, counted)" : "")
        + (added.masked().isEmpty()
            ? ""
            : " (taken out: " + String.join(", ", added.masked()) + ")");
  }
}
