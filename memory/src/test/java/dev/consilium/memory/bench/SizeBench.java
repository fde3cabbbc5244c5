package dev.consilium.memory.bench;

import dev.consilium.memory.Database;
import dev.consilium.memory.DatabaseConfig;
import dev.consilium.memory.SearchConfig;
import dev.consilium.memory.TestDatabase;
import dev.consilium.memory.Write;
import dev.consilium.memory.embedding.EmbeddingConfig;
import dev.consilium.memory.embedding.EmbeddingServer;
import dev.consilium.memory.memories.Kind;
import dev.consilium.memory.memories.MemoryFilter;
import dev.consilium.memory.memories.NewMemory;
import dev.consilium.memory.memories.SearchWeights;
import dev.consilium.memory.vectors.ChromaServer;
import dev.consilium.memory.vectors.Vectors.State;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * What adding and searching cost with many memories, for both indexes. Texts are made of words of
 * natural frequency; a stand-in embeds them, so that the model is not what is measured.
 */
public final class SizeBench {
  private static final String PROJECT = "bench";
  private static final int BATCH = 100;
  private static final int SEARCHES = 300;

  private final Random random = new Random(1);

  private SizeBench() {}

  /** {@code SizeBench files|chroma COUNT…}, each count being more than the one before. */
  public static void main(String[] args) throws Exception {
    SizeBench bench = new SizeBench();
    Path home = TestDatabase.temporaryHome();
    try (EmbeddingServer embeddings = new EmbeddingServer();
        ChromaServer chroma = args[0].equals("chroma") ? ChromaServer.start() : null) {
      Optional<URI> url = chroma == null ? Optional.empty() : Optional.of(chroma.url());
      SearchConfig config =
          new SearchConfig(
              new EmbeddingConfig("bench", Optional.of(embeddings.url()), Optional.empty()),
              url,
              SearchWeights.DEFAULT);
      try (Database database =
          new Database(new DatabaseConfig(home, Optional.empty(), 4, config, _ -> {}))) {
        database.start();
        int count = 0;
        for (int i = 1; i < args.length; i++) {
          int wanted = Integer.parseInt(args[i]);
          bench.grow(database, wanted - count);
          count = wanted;
          bench.search(database, args[0], count, home);
        }
      }
    } finally {
      TestDatabase.delete(home);
    }
  }

  /** As often as words are in a language: the second half as often as the first. */
  private String word() {
    return Vocabulary.word((int) Math.exp(random.nextDouble() * Math.log(Vocabulary.SIZE)));
  }

  private String text(int words) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < words; i++) {
      text.append(word()).append(' ');
    }
    return text.toString();
  }

  private void grow(Database database, int more) throws InterruptedException {
    long begin = System.nanoTime();
    for (int added = 0; added < more; added += BATCH) {
      List<NewMemory> batch = new ArrayList<>();
      for (int i = 0; i < BATCH; i++) {
        batch.add(
            new NewMemory(
                text(15 + random.nextInt(30)),
                Kind.NOTE,
                List.of("tag" + random.nextInt(50)),
                List.of(),
                null,
                null,
                NewMemory.DEFAULT_IMPORTANCE,
                null,
                null,
                null,
                null));
      }
      var _ = database.memories().add(new Write("bench", null), PROJECT, batch);
    }
    double seconds = (System.nanoTime() - begin) / 1e9;
    System.out.printf(Locale.ROOT, "added %d: %.0f a second%n", more, more / seconds);
    State state = database.vectors().state();
    while (state.waiting() > 0 || state.indexed() < state.stored()) {
      TimeUnit.MILLISECONDS.sleep(200);
      state = database.vectors().state();
    }
    System.out.printf(
        Locale.ROOT, "in the index after %.1f s%n", (System.nanoTime() - begin) / 1e9);
  }

  private void search(Database database, String index, int count, Path home) throws IOException {
    List<String> questions = new ArrayList<>();
    for (int i = 0; i < SEARCHES; i++) {
      questions.add(text(4 + random.nextInt(6)));
    }
    List<Double> millis = new ArrayList<>();
    for (int round = 0; round < 3; round++) {
      millis.clear();
      for (String question : questions) {
        long begin = System.nanoTime();
        var _ = database.memories().search(question, MemoryFilter.ofProject(PROJECT), null, 10);
        millis.add((System.nanoTime() - begin) / 1e6);
      }
    }
    millis.sort(null);
    long heap = Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    System.out.printf(
        Locale.ROOT,
        "%s %d memories: search p50 %.1f ms, p99 %.1f ms; index files %d MB, heap %d MB of %d%n",
        index,
        count,
        millis.get(millis.size() / 2),
        millis.get(millis.size() * 99 / 100),
        size(home.resolve("vectors")) >> 20,
        heap >> 20,
        Runtime.getRuntime().maxMemory() >> 20);
  }

  private static long size(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return 0;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).mapToLong(f -> f.toFile().length()).sum();
    }
  }
}
