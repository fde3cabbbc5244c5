package dev.consilium.memory.memories;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consilium.memory.Database;
import dev.consilium.memory.DatabaseConfig;
import dev.consilium.memory.SearchConfig;
import dev.consilium.memory.TestDatabase;
import dev.consilium.memory.Waiting;
import dev.consilium.memory.embedding.EmbeddingConfig;
import dev.consilium.memory.embedding.EmbeddingServer;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ModelChangeTest {
  private static Database open(Path home, EmbeddingServer server, String model) {
    return TestDatabase.open(
        new DatabaseConfig(
            home,
            Optional.empty(),
            4,
            new SearchConfig(
                new EmbeddingConfig(model, Optional.of(server.url()), Optional.empty()),
                Optional.empty(),
                SearchWeights.DEFAULT),
            _ -> {}));
  }

  @Test
  void embedsEverythingAnewForAnotherModel() throws Exception {
    Path home = TestDatabase.temporaryHome();
    try (EmbeddingServer small = new EmbeddingServer(16);
        EmbeddingServer large = new EmbeddingServer(48)) {
      String id;
      try (Database database = open(home, small, "small")) {
        Notes notes = new Notes(database, "models");
        id = notes.add("apples and pears");
        String _ = notes.add("hammers and nails");
        Waiting.forTheIndex(database);
        assertThat(database.vectors().state().stored()).isEqualTo(2);
      }
      try (Database database = open(home, large, "large")) {
        Notes notes = new Notes(database, "models");
        assertThat(notes.found("apples pears").getFirst()).isEqualTo(id);
        Waiting.until(() -> database.vectors().state().indexed() == 2);
        assertThat(database.vectors().state().model()).isEqualTo("large");
        assertThat(notes.search("apples pears").getFirst().why()).contains("meaning", "words");

        assertThat(database.vectors().removeOthers()).isEqualTo(2);
        assertThat(database.vectors().removeOthers()).isZero();
        assertThat(database.vectors().state().indexed()).isEqualTo(2);
      }
      try (Database database = open(home, small, "small")) {
        Waiting.until(() -> database.vectors().state().indexed() == 2);
        assertThat(new Notes(database, "models").found("apples pears").getFirst()).isEqualTo(id);
      }
    } finally {
      TestDatabase.delete(home);
    }
  }
}
