package dev.consilium.memory.memories;

import static dev.consilium.memory.jooq.Tables.MEMORY_PASSAGE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consilium.memory.Database;
import dev.consilium.memory.Projects;
import dev.consilium.memory.TestDatabase;
import dev.consilium.memory.Transactions;
import dev.consilium.memory.Waiting;
import dev.consilium.memory.vectors.Vectors.Near;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What is found while the index of vectors changes. */
class SearchMemoriesTest {
  private final Database database = TestDatabase.shared();
  private final Transactions transactions = TestDatabase.transactions();
  private final Notes notes = new Notes(database, TestDatabase.fresh("changing"));

  @Test
  void whatIsEmbeddedOnceTheNearestAreKnownStandsByItsWords() throws Exception {
    String nearest = notes.add("The connection pool was exhausted by long transactions");
    String fitting = notes.add("Кэш очищаем после каждой миграции базы данных");
    Waiting.forTheIndex(database);

    // The index was asked while it had the first only; nothing waits any more when words are.
    Near near = new Near(Map.of(passage(nearest), 0.8), true, true, null);

    assertThat(first("очистка кэша при миграциях", near)).isEqualTo(fitting);
  }

  private String first(String query, Near near) {
    return transactions.read(dsl ->
        new SearchMemories(
                dsl,
                Projects.known(dsl, notes.project()),
                MemoryFilter.ofProject(notes.project()),
                SearchWeights.DEFAULT,
                Instant.now())
            .page(query, near, null, 10)
            .hits()
            .getFirst()
            .memory()
            .id());
  }

  private long passage(String memory) {
    return transactions.read(dsl ->
        Objects.requireNonNull(
            dsl.select(MEMORY_PASSAGE.ID)
                .from(MEMORY_PASSAGE)
                .where(MEMORY_PASSAGE.MEMORY_ID.eq(MemoryRows.number("id", memory)))
                .fetchSingle(MEMORY_PASSAGE.ID)));
  }
}
