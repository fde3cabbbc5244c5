package dev.consilium.memory.memories;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.consilium.memory.Database;
import dev.consilium.memory.Refused;
import dev.consilium.memory.TestDatabase;
import dev.consilium.memory.Waiting;
import dev.consilium.memory.Write;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MemoryStoreTest {
  private final Database database = TestDatabase.shared();
  private final Notes notes = new Notes(database, TestDatabase.fresh("notes"));

  @Test
  void findsInOtherWordsOfTheSameStemInBothLanguages() {
    String english = notes.add("The connection pool was exhausted by long transactions");
    String russian = notes.add("Кэш очищаем после каждой миграции базы данных");
    String _ = notes.add("Lunch is at noon");

    assertThat(notes.found("connections exhausting the pools").getFirst()).isEqualTo(english);
    assertThat(notes.found("очистка кэша при миграциях").getFirst()).isEqualTo(russian);
    assertThat(notes.found("clear the cache after a database migration").getFirst())
        .isEqualTo(russian);
  }

  @Test
  void findsNamesLiterally() {
    String file = notes.add("Look into memory/src/TaskStore.java first");
    String code = notes.add("ERR-1042 means that the lease ran out");
    String setting = notes.add("max_body_bytes limits what a client may send");

    assertThat(notes.found("TaskStore.java").getFirst()).isEqualTo(file);
    assertThat(notes.found("what does err-1042 mean?").getFirst()).isEqualTo(code);
    assertThat(notes.found("MAX_BODY_BYTES").getFirst()).isEqualTo(setting);
  }

  @Test
  void forgivesTyposOfWordsItKnows() throws Exception {
    String id = notes.add("Kubernetes evicts the exporter when its quota is used up");
    Waiting.forTheIndex(database);

    assertThat(notes.found("kubernets evcts exportr").getFirst()).isEqualTo(id);
  }

  @Test
  void findsDatesHoweverTheyAreWritten() {
    String id = notes.add("We moved to the new cluster on 8 May 2026, nobody noticed");
    String _ = notes.add("We moved to the old cluster on 2 March 2025, everybody noticed");

    assertThat(notes.found("что было 2026-05-08").getFirst()).isEqualTo(id);
    assertThat(notes.found("what happened in May 2026?").getFirst()).isEqualTo(id);
  }

  @Test
  void countsTheSameWordsInsteadOfStoringThemTwice() {
    AddedMemory first = notes.add(Notes.note("The build needs a JDK 25"));
    AddedMemory again = notes.add(Notes.note("  The build needs a JDK 25\n"));

    assertThat(again).isEqualTo(new AddedMemory(first.id(), true, List.of()));
    assertThat(database.memories().find(first.id()).orElseThrow().repeats()).isEqualTo(1);
    assertThat(notes.found("JDK build")).containsExactly(first.id());
  }

  @Test
  void countsRepeatsWithinOneCall() {
    List<AddedMemory> added =
        database
            .memories()
            .add(
                new Write("test", null),
                notes.project(),
                List.of(Notes.note("a b c"), Notes.note("d e f"), Notes.note("a b c")));

    assertThat(added).extracting(AddedMemory::repeated).containsExactly(false, false, true);
    assertThat(added.get(2).id()).isEqualTo(added.getFirst().id());
    assertThat(database.memories().find(added.getFirst().id()).orElseThrow().repeats())
        .isEqualTo(1);
  }

  @Test
  void masksSecrets() {
    AddedMemory added =
        notes.add(Notes.note("Use password: hunter2hunter2 for postgres://bob:s3cretpw@db/x"));

    assertThat(added.masked()).containsExactly("password in a URL", "password");
    assertThat(database.memories().find(added.id()).orElseThrow().text())
        .doesNotContain("hunter2", "s3cretpw")
        .contains("postgres://bob:[password in a URL removed]@db/x");
  }

  @Test
  void aRepeatWithTheSameKeyAnswersTheSame() {
    Write write = new Write("test", TestDatabase.fresh("key"));
    List<AddedMemory> first =
        database.memories().add(write, notes.project(), List.of(Notes.note("once only")));
    List<AddedMemory> again =
        database.memories().add(write, notes.project(), List.of(Notes.note("once only")));

    assertThat(again).isEqualTo(first);
    assertThat(database.memories().find(first.getFirst().id()).orElseThrow().repeats()).isZero();
  }

  @Test
  void findsThePassageOfALongTextWithItsNeighbours() {
    List<String> paragraphs = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      paragraphs.add(("Paragraph " + i + " tells of ordinary things. ").repeat(12));
    }
    paragraphs.set(6, "The zeppelin of the archive is painted ultramarine. ".repeat(12));
    String id = notes.add(String.join("\n\n", paragraphs));

    MemoryHit hit = notes.search("ultramarine zeppelin").getFirst();

    assertThat(hit.memory().id()).isEqualTo(id);
    assertThat(hit.passage()).contains("zeppelin", "Paragraph 5", "Paragraph 7");
    assertThat(hit.passage().length()).isLessThan(1_500);
  }

  @Test
  void foldsNearRepeats() {
    String first = notes.add("Deploy with scripts/deploy after the tests on main are green");
    String second = notes.add("Deploy with scripts/deploy after the tests on main are green!!");
    String other = notes.add("Deploy takes 5 minutes on main");

    List<MemoryHit> hits = notes.search("how to deploy main");

    assertThat(hits).extracting(hit -> hit.memory().id()).contains(other).hasSize(2);
    MemoryHit folded =
        hits.stream().filter(hit -> !hit.alike().isEmpty()).findFirst().orElseThrow();
    assertThat(List.of(folded.memory().id(), folded.alike().getFirst()))
        .containsExactlyInAnyOrder(first, second);
  }

  @Test
  void filters() {
    String decision =
        notes
            .add(
                Notes.of(
                    "Queue: we take RabbitMQ",
                    Kind.DECISION,
                    List.of("infra", "queue"),
                    List.of("queue/Main.java")))
            .id();
    String _ = notes.add("Queue lengths are watched");

    MemoryFilter all = MemoryFilter.ofProject(notes.project());
    assertThat(found(all.withKinds(Set.of(Kind.DECISION)))).containsExactly(decision);
    assertThat(found(all.withTags(List.of("infra")))).containsExactly(decision);
    assertThat(found(all.withFiles(List.of("queue/Main.java", "x")))).containsExactly(decision);
    assertThat(found(all.withTags(List.of("infra", "none")))).isEmpty();
  }

  private List<String> found(MemoryFilter filter) {
    return database.memories().search("queue", filter, null, 10).hits().stream()
        .map(hit -> hit.memory().id())
        .toList();
  }

  @Test
  void leavesOutWhatIsNoLongerValid() {
    Instant yesterday = Instant.now().minusSeconds(86_400);
    NewMemory past =
        new NewMemory(
            "The staging host is old.example",
            Kind.FACT,
            List.of(),
            List.of(),
            null,
            null,
            3,
            null,
            yesterday,
            null,
            null);
    AddedMemory _ = notes.add(past);

    assertThat(notes.found("staging host")).isEmpty();
    assertThat(
            database
                .memories()
                .search(
                    "staging host", MemoryFilter.ofProject(notes.project()).withPast(), null, 10)
                .hits())
        .hasSize(1);
  }

  @Test
  void goesOnWhereTheCursorSays() throws Exception {
    for (int i = 0; i < 25; i++) {
      String _ = notes.add("Finding number " + i + " of the audit in building " + (char) ('a' + i));
    }
    Waiting.forTheIndex(database);
    List<String> all = new ArrayList<>();
    String cursor = null;
    do {
      MemoryPage page =
          database
              .memories()
              .search("finding audit", MemoryFilter.ofProject(notes.project()), cursor, 10);
      page.hits().forEach(hit -> all.add(hit.memory().id()));
      cursor = page.nextCursor();
    } while (cursor != null);

    assertThat(all).doesNotHaveDuplicates().hasSize(25);
  }

  @Test
  void updatesWhatIsFound() {
    String id = notes.add("The port is 8000");
    Memory updated =
        database
            .memories()
            .update(
                new Write("test", null),
                new MemoryChange(id, "The port is 9000", null, null, null, 5, null, true, null));

    assertThat(updated.text()).isEqualTo("The port is 9000");
    assertThat(updated.importance()).isEqualTo(5);
    assertThat(updated.helpful()).isEqualTo(1);
    assertThat(notes.found("9000")).containsExactly(id);
    assertThat(notes.found("8000")).doesNotContain(id);
  }

  @Test
  void forgetsForGood() throws Exception {
    String id = notes.add("Secret project Falkenstein");
    String kept = notes.add("Public project Sonnenberg");
    Waiting.forTheIndex(database);

    MemoryStore.Forgotten shown = database.memories().forget(List.of(id), true);
    assertThat(shown.count()).isEqualTo(1);
    assertThat(notes.found("Falkenstein").getFirst()).isEqualTo(id);

    assertThat(database.memories().forget(List.of(id), false).count()).isEqualTo(1);
    assertThat(database.memories().find(id)).isEmpty();
    assertThat(notes.found("Falkenstein project")).containsExactly(kept);
    assertThat(database.memories().forget(MemoryFilter.ofProject(notes.project()), false).count())
        .isEqualTo(1);
    assertThat(notes.found("project")).isEmpty();
  }

  @Test
  void refusesWhatCannotBe() {
    assertThatThrownBy(() -> notes.add("   "))
        .isInstanceOfSatisfying(
            Refused.class, refused -> assertThat(refused.field()).isEqualTo("memories[0].text"))
        .hasMessageContaining("blank");
    assertThatThrownBy(() -> database.memories().find("x1"))
        .isInstanceOf(Refused.class)
        .hasMessageContaining("m17");
    assertThatThrownBy(() ->
            database.memories().search("x", MemoryFilter.ofProject("no-such-project"), null, 5))
        .isInstanceOf(Refused.class)
        .hasMessageContaining("no-such-project");
  }
}
