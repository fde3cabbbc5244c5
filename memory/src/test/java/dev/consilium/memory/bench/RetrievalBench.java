package dev.consilium.memory.bench;

import dev.consilium.memory.Database;
import dev.consilium.memory.DatabaseConfig;
import dev.consilium.memory.SearchConfig;
import dev.consilium.memory.TestDatabase;
import dev.consilium.memory.Waiting;
import dev.consilium.memory.Write;
import dev.consilium.memory.embedding.EmbeddingConfig;
import dev.consilium.memory.memories.AddedMemory;
import dev.consilium.memory.memories.Kind;
import dev.consilium.memory.memories.MemoryFilter;
import dev.consilium.memory.memories.MemoryHit;
import dev.consilium.memory.memories.NewMemory;
import dev.consilium.memory.memories.SearchWeights;
import dev.consilium.schemas.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** How many of the right memories are among the first 5 and 10, by kind of question. */
public final class RetrievalBench {
  private static final String PROJECT = "bench";
  private static final List<String> PARTS = List.of("a", "b", "c");

  private final Path folder;
  private final Map<String, String> ids = new HashMap<>();

  private RetrievalBench(Path folder) {
    this.folder = folder;
  }

  /** {@code RetrievalBench FOLDER [WEIGHTS…]}: each further argument is measured as a row. */
  public static void main(String[] args) throws Exception {
    RetrievalBench bench = new RetrievalBench(Path.of(args[0]));
    Path home = TestDatabase.temporaryHome();
    try {
      bench.measure(home, "words alone", "meaning=0,context=0,group=0,time=0");
      bench.measure(home, "vectors alone", "meaning=1,context=0,group=0,time=0");
      bench.measure(home, "product", "");
      for (int i = 1; i < args.length; i++) {
        bench.measure(home, args[i], args[i]);
      }
    } finally {
      TestDatabase.delete(home);
    }
  }

  private void measure(Path home, String name, String weights) throws Exception {
    SearchConfig config =
        new SearchConfig(EmbeddingConfig.DEFAULT, Optional.empty(), SearchWeights.parse(weights));
    try (Database database =
        new Database(new DatabaseConfig(home, Optional.empty(), 4, config, _ -> {}))) {
      database.start();
      if (ids.isEmpty()) {
        fill(database);
      }
      Map<String, Recall> recalls = new TreeMap<>();
      for (JsonNode question : lines("questions")) {
        ask(database, question, recalls);
      }
      print(name, recalls);
    }
  }

  private List<JsonNode> lines(String name) throws IOException {
    List<JsonNode> all = new ArrayList<>();
    for (String part : PARTS) {
      for (String line : Files.readAllLines(folder.resolve(name + "-" + part + ".jsonl"))) {
        all.add(Json.MAPPER.readTree(line));
      }
    }
    return all;
  }

  private void fill(Database database) throws Exception {
    List<JsonNode> memories = lines("memories");
    for (int from = 0; from < memories.size(); from += 100) {
      List<JsonNode> some = memories.subList(from, Math.min(memories.size(), from + 100));
      List<AddedMemory> added =
          database
              .memories()
              .add(
                  new Write("bench", null),
                  PROJECT,
                  some.stream().map(RetrievalBench::memory).toList());
      for (int i = 0; i < some.size(); i++) {
        ids.put(some.get(i).path("id").asString(), added.get(i).id());
      }
    }
    Waiting.forTheIndex(database);
  }

  private static NewMemory memory(JsonNode json) {
    return new NewMemory(
        json.path("text").asString(),
        Kind.valueOf(json.path("kind").asString().toUpperCase(Locale.ROOT)),
        strings(json.path("tags")),
        strings(json.path("files")),
        null,
        null,
        NewMemory.DEFAULT_IMPORTANCE,
        LocalDate.parse(json.path("day").asString()).atStartOfDay().toInstant(ZoneOffset.UTC),
        null,
        null,
        null);
  }

  private static List<String> strings(JsonNode array) {
    return array.valueStream().map(JsonNode::asString).toList();
  }

  private record Recall(int questions, double atFive, double atTen) {
    Recall plus(double five, double ten) {
      return new Recall(questions + 1, atFive + five, atTen + ten);
    }
  }

  private void ask(Database database, JsonNode question, Map<String, Recall> recalls) {
    Set<String> right = new HashSet<>();
    strings(question.path("answers")).forEach(id -> right.add(ids.getOrDefault(id, "")));
    List<MemoryHit> hits =
        database
            .memories()
            .search(question.path("question").asString(), MemoryFilter.ofProject(PROJECT), null, 10)
            .hits();
    double five = found(hits.subList(0, Math.min(5, hits.size())), right);
    double ten = found(hits, right);
    for (String sort : List.of(" all", question.path("sort").asString())) {
      recalls.merge(
          sort, new Recall(1, five, ten), (known, one) -> known.plus(one.atFive(), one.atTen()));
    }
  }

  private static double found(List<MemoryHit> hits, Set<String> right) {
    long found =
        right.stream()
            .filter(id ->
                hits.stream()
                    .anyMatch(hit -> hit.memory().id().equals(id) || hit.alike().contains(id)))
            .count();
    return (double) found / right.size();
  }

  private static void print(String name, Map<String, Recall> recalls) {
    StringBuilder line = new StringBuilder("%-16s".formatted(name));
    recalls.forEach((sort, recall) ->
        line.append(
            "  %s(%d) %.2f %.2f"
                .formatted(
                    sort.strip(),
                    recall.questions(),
                    recall.atFive() / recall.questions(),
                    recall.atTen() / recall.questions())));
    System.out.println(line);
  }
}
