package dev.consilium.memory.memories;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consilium.memory.Database;
import dev.consilium.memory.DatabaseConfig;
import dev.consilium.memory.SearchConfig;
import dev.consilium.memory.TestDatabase;
import dev.consilium.memory.Waiting;
import dev.consilium.memory.embedding.EmbeddingConfig;
import dev.consilium.memory.vectors.ChromaServer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Chroma is killed, wiped and brought back under load. */
class ChromaOutageTest {
  @Test
  void nothingIsLostNothingIsDoubledAndSearchNeverFails() throws Exception {
    Path home = TestDatabase.temporaryHome();
    try (ChromaServer chroma = ChromaServer.start();
        Database database =
            TestDatabase.open(
                new DatabaseConfig(
                    home,
                    Optional.empty(),
                    8,
                    new SearchConfig(
                        EmbeddingConfig.DEFAULT, Optional.of(chroma.url()), SearchWeights.DEFAULT),
                    _ -> {}))) {
      Notes notes = new Notes(database, "outage");
      String first = notes.add("The heron waits in the reeds");
      Waiting.forTheIndex(database);
      Waiting.until(() -> notes.found("a bird standing still").contains(first));

      Set<String> added = new ConcurrentSkipListSet<>(List.of(first));
      AtomicBoolean stop = new AtomicBoolean();
      Thread load = Thread.ofVirtual().start(() -> work(notes, added, stop));
      awaitMore(added, 20);
      chroma.kill();
      awaitMore(added, 20);
      MemoryPage page =
          database.memories().search("heron", MemoryFilter.ofProject("outage"), null, 5);
      assertThat(page.hits().getFirst().memory().id()).isEqualTo(first);
      assertThat(page.notice()).contains("words only");
      chroma.wipe();
      chroma.restart();
      awaitMore(added, 20);
      stop.set(true);
      load.join();

      Waiting.forTheIndex(database);
      assertThat(database.vectors().state().indexed()).isEqualTo(added.size());
      Waiting.until(
          () -> notes.search("a bird standing still").getFirst().why().contains("meaning"));
      assertThat(notes.search("a bird standing still").getFirst().memory().id()).isEqualTo(first);
      assertThat(database.memories().forget(MemoryFilter.ofProject("outage"), true).count())
          .isEqualTo(added.size());
    } finally {
      TestDatabase.delete(home);
    }
  }

  private static void work(Notes notes, Set<String> added, AtomicBoolean stop) {
    int number = 0;
    while (!stop.get()) {
      added.add(notes.add("Observation " + number + " of the night shift, nothing to report"));
      var _ = notes.search("observation " + number);
      number++;
    }
  }

  private static void awaitMore(Set<String> added, int more) throws Exception {
    int wanted = added.size() + more;
    Waiting.until(() -> added.size() >= wanted);
  }
}
