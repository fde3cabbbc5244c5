package dev.consilium.memory.memories;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consilium.memory.Database;
import dev.consilium.memory.TestDatabase;
import dev.consilium.memory.Waiting;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each with a database of its own, as processes have it. */
class TwoProcessesTest {
  private static final Duration SOON = Duration.ofSeconds(1);

  @Test
  void seeEachOthersMemories() throws Exception {
    Path home = TestDatabase.temporaryHome();
    try (Database one = TestDatabase.open(home);
        Database other = TestDatabase.open(home)) {
      Notes here = new Notes(one, "shared");
      Notes there = new Notes(other, "shared");
      String warm = here.add("The model is loaded when it is first needed");
      Waiting.forTheIndex(one);
      assertThat(there.found("lazy loading").getFirst()).isEqualTo(warm);

      String id = here.add("A fox crossed the yard before dawn");
      assertThat(there.found("fox")).contains(id);
      assertFoundSoon(there, id);
      String back = there.add("The ferry was cancelled because of fog");
      assertThat(here.found("ferry")).contains(back);

      assertThat(other.memories().forget(List.of(id), false).count()).isEqualTo(1);
      assertThat(here.found("fox")).doesNotContain(id);
    } finally {
      TestDatabase.delete(home);
    }
  }

  @Test
  void followWhenOneMakesTheIndexAnew() throws Exception {
    Path home = TestDatabase.temporaryHome();
    try (Database one = TestDatabase.open(home);
        Database other = TestDatabase.open(home)) {
      Notes here = new Notes(one, "shared");
      Notes there = new Notes(other, "shared");
      String id = here.add("A fox crossed the yard before dawn");
      Waiting.forTheIndex(one);
      assertFoundSoon(there, id);

      one.memories().reindexWords(_ -> {});
      one.vectors().reindex();
      Waiting.forTheIndex(one);

      assertFoundSoon(there, id);
      assertFoundSoon(here, id);
      assertThat(here.found("fox")).containsExactly(id);
      String later = there.add("The ferry was cancelled because of fog");
      Waiting.forTheIndex(other);
      Waiting.forTheIndex(one);
      assertThat(here.found("ship that did not sail")).contains(later);
    } finally {
      TestDatabase.delete(home);
    }
  }

  private static void assertFoundSoon(Notes notes, String id) throws Exception {
    Instant begin = Instant.now();
    Waiting.until(() ->
        notes.search("animal seen early in the morning").stream()
            .anyMatch(hit -> hit.memory().id().equals(id) && hit.why().contains("meaning")));
    assertThat(Duration.between(begin, Instant.now())).isLessThan(SOON.multipliedBy(3));
  }
}
