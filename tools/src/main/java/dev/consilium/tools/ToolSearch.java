package dev.consilium.tools;

import dev.consilium.schemas.json.Field;
import dev.consilium.schemas.json.Json;
import dev.consilium.tools.ToolSpec.Hints;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Finds tools that are not listed: an agent pays for their schemas only when it needs them. */
final class ToolSearch implements Tool<ToolSearch.Args, ToolSearch.None> {
  record Args(@Field(value = "Words; empty for all", max = 200) @Nullable String query) {}

  record None() {}

  private static final int MAX_HITS = 8;

  private final ToolRegistry registry;

  ToolSearch(ToolRegistry registry) {
    this.registry = registry;
  }

  @Override
  public ToolSpec<Args, None> spec() {
    return new ToolSpec<>(
        "tool_search",
        "Find more tools",
        "Find tools that are not listed here, with their arguments.",
        ToolSet.TASKS,
        Hints.READ,
        Args.class,
        null);
  }

  @Override
  public boolean mayBlock() {
    return false;
  }

  @Override
  public ToolAnswer<None> call(Args args, ToolContext context) {
    String query = args.query() == null ? "" : args.query().strip().toLowerCase(Locale.ROOT);
    List<RegisteredTool> others =
        registry.all().stream().filter(t -> !t.info().name().startsWith("tool_")).toList();
    if (query.isEmpty()) {
      return new ToolAnswer<>(
          others.stream()
              .map(t -> t.info().name() + ": " + t.info().description())
              .collect(Collectors.joining("\n")),
          null);
    }
    List<String> words = Arrays.asList(query.split("\\W+"));
    List<RegisteredTool> hits =
        others.stream()
            .filter(t -> score(t, words) > 0)
            .sorted(Comparator.comparingInt((RegisteredTool t) -> -score(t, words)))
            .limit(MAX_HITS)
            .toList();
    if (hits.isEmpty()) {
      throw new ToolFailure(
          "No tool matches. Call tool_search with an empty query to see all their names.");
    }
    return new ToolAnswer<>(
        hits.stream()
            .map(t ->
                t.info().name()
                    + ": "
                    + t.info().description()
                    + "\narguments: "
                    + Json.MAPPER.writeValueAsString(t.inputSchema()))
            .collect(Collectors.joining("\n\n")),
        null);
  }

  private static int score(RegisteredTool tool, List<String> words) {
    String name = tool.info().name();
    String text = (tool.info().title() + " " + tool.info().description()).toLowerCase(Locale.ROOT);
    return words.stream()
        .filter(word -> !word.isEmpty())
        .mapToInt(word -> name.contains(word) ? 3 : text.contains(word) ? 1 : 0)
        .sum();
  }
}
