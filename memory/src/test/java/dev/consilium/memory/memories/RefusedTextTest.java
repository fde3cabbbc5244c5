package dev.consilium.memory.memories;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consilium.memory.Database;
import dev.consilium.memory.DatabaseConfig;
import dev.consilium.memory.SearchConfig;
import dev.consilium.memory.Sql;
import dev.consilium.memory.TestDatabase;
import dev.consilium.memory.Waiting;
import dev.consilium.memory.Write;
import dev.consilium.memory.embedding.EmbeddingConfig;
import dev.consilium.memory.embedding.EmbeddingServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an embedding API will not embed. */
class RefusedTextTest {
  private static final int COUNT = 40;

  private final Path home = TestDatabase.temporaryHome();
  private EmbeddingServer server;
  private Database database;

  @BeforeEach
  void open() {
    server = new EmbeddingServer(16);
    SearchConfig search =
        new SearchConfig(
            new EmbeddingConfig("api", Optional.of(server.url()), Optional.empty()),
            Optional.empty(),
            SearchWeights.DEFAULT);
    database = TestDatabase.open(new DatabaseConfig(home, Optional.empty(), 4, search, _ -> {}));
  }

  @AfterEach
  void close() throws Exception {
    database.close();
    server.close();
    TestDatabase.delete(home);
  }

  private void add(String last) {
    List<NewMemory> memories = new ArrayList<>();
    for (int i = 1; i < COUNT; i++) {
      memories.add(Notes.note("Observation " + i + " of the night shift"));
    }
    memories.add(Notes.note(last));
    var _ = database.memories().add(new Write("test", null), "refused", memories);
  }

  /** As if the seconds had passed after which what was given back is tried again. */
  private void comeDue() throws Exception {
    List<String> _ =
        Sql.column(
            home,
            """
            UPDATE consilium.memory_outbox SET taken_until = clock_timestamp()
            WHERE taken_until < clock_timestamp() + interval '10 seconds' RETURNING passage_id
            """);
  }

  @Test
  void isFoundByItsWordsAndKeepsNothingElseBack() throws Exception {
    server.refuse("unspeakable");
    add("An unspeakable heron");
    Waiting.forTheIndex(database);

    assertThat(database.vectors().state().indexed()).isEqualTo(COUNT - 1);
    assertThat(server.requests()).isLessThan(30);
    Notes notes = new Notes(database, "refused");
    assertThat(notes.search("heron").getFirst().why()).contains("words").doesNotContain("meaning");
    assertThat(notes.search("observation 7").getFirst().why()).contains("meaning", "words");
  }

  @Test
  void aQuestionThatIsRefusedKeepsNoOtherBack() throws Exception {
    add("A grey heron");
    Waiting.forTheIndex(database);
    server.refuse("unspeakable");
    Notes notes = new Notes(database, "refused");

    assertThat(notes.search("unspeakable heron").getFirst().why()).doesNotContain("meaning");
    assertThat(notes.search("heron").getFirst().why()).contains("meaning");
  }

  @Test
  void nothingIsSetAsideWhereEverythingIsRefused() throws Exception {
    server.failWith(400);
    add("A grey heron");
    Waiting.until(() -> server.requests() > 1);
    assertThat(database.vectors().state().waiting()).isEqualTo(COUNT);

    server.failWith(200);
    Waiting.until(() -> {
      comeDue();
      return database.vectors().state().indexed() == COUNT;
    });
  }
}
