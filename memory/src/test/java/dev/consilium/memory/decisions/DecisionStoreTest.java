package dev.consilium.memory.decisions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.consilium.memory.Database;
import dev.consilium.memory.Refused;
import dev.consilium.memory.TestDatabase;
import dev.consilium.memory.Write;
import dev.consilium.memory.memories.Kind;
import dev.consilium.memory.memories.MemoryFilter;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

@NullMarked
class DecisionStoreTest {
  private final Database database = TestDatabase.shared();
  private final DecisionStore decisions = database.decisions();
  private final String project = TestDatabase.fresh("project");

  private static Draft draft(String title, String choice, List<String> files) {
    return new Draft(
        title,
        "Where do the records live?",
        "",
        List.of(
            new Alternative("PostgreSQL", null, List.of("known"), List.of(), null),
            new Alternative("MongoDB", null, List.of(), List.of("no transactions"), "3 days")),
        choice,
        "it survives",
        "",
        List.of(new Risk("locks", Risk.Level.LOW, Risk.Level.HIGH, "a day", "short ones")),
        List.of("Ann"),
        files,
        List.of("storage"),
        List.of("task-1"),
        List.of(),
        "meeting-1");
  }

  private Recorded record(Draft draft, boolean accept, Link... links) {
    return decisions.record(
        new Write("test", null), project, "ann", draft, List.of(links), accept, false);
  }

  private Decision found(String id) {
    return decisions.find(id).orElseThrow().decision();
  }

  private Recorded change(String id, @Nullable DecisionStatus status, @Nullable Draft edited) {
    return decisions.change(
        new Write("test", null),
        new DecisionChange(id, "bob", status, "because", edited, List.of()),
        false);
  }

  @Test
  void isKeptAsItWasSaid() {
    Draft draft = draft("Store the records", "PostgreSQL", List.of("src/db/"));

    Decision decision = record(draft, true).decision();

    assertThat(found(decision.id())).isEqualTo(decision);
    assertThat(decision.draft()).isEqualTo(draft);
    assertThat(decision.status()).isEqualTo(DecisionStatus.ACCEPTED);
    assertThat(decision.decidedAt()).isNotNull();
    assertThat(decisions.find(decision.id()).orElseThrow().events())
        .extracting(DecisionEvent::type)
        .containsExactly(DecisionEvent.Type.PROPOSED, DecisionEvent.Type.ACCEPTED);
  }

  @Test
  void doesNotChangeOnceAccepted() {
    Decision decision = record(draft("A", "PostgreSQL", List.of()), true).decision();

    assertThatThrownBy(() -> change(decision.id(), null, draft("B", "MongoDB", List.of())))
        .isInstanceOf(Refused.class)
        .hasMessageContaining("supersedes");
    assertThatThrownBy(() -> change(decision.id(), DecisionStatus.REJECTED, null))
        .isInstanceOf(Refused.class)
        .hasMessageContaining("cannot be rejected");
    assertThat(found(decision.id())).isEqualTo(decision);
  }

  @Test
  void isCompletedWhileItIsProposed() {
    Decision open = record(draft("A", "", List.of()), false).decision();
    assertThat(open.status()).isEqualTo(DecisionStatus.PROPOSED);

    Recorded accepted =
        change(open.id(), DecisionStatus.ACCEPTED, draft("A", "MongoDB", List.of()));

    assertThat(accepted.decision().status()).isEqualTo(DecisionStatus.ACCEPTED);
    assertThat(accepted.decision().draft().choice()).isEqualTo("MongoDB");
    assertThat(decisions.find(open.id()).orElseThrow().events())
        .extracting(DecisionEvent::type)
        .containsExactly(
            DecisionEvent.Type.PROPOSED, DecisionEvent.Type.EDITED, DecisionEvent.Type.ACCEPTED);
  }

  @Test
  void endsWithTheOneThatSupersedesIt() {
    Decision old = record(draft("A", "MongoDB", List.of("a.java")), true).decision();

    Decision next =
        record(
                draft("B", "PostgreSQL", List.of("a.java")),
                true,
                new Link(LinkKind.SUPERSEDES, old.id(), false))
            .decision();

    assertThat(found(old.id()).status()).isEqualTo(DecisionStatus.SUPERSEDED);
    assertThat(found(old.id()).links())
        .containsExactly(new Link(LinkKind.SUPERSEDES, next.id(), true));
    assertThat(decisions.governing(project, List.of("a.java"), List.of()))
        .extracting(Decision::id)
        .containsExactly(next.id());
    assertThatThrownBy(() ->
            record(
                draft("C", "MongoDB", List.of()),
                true,
                new Link(LinkKind.SUPERSEDES, old.id(), false)))
        .isInstanceOf(Refused.class)
        .hasMessageContaining("superseded already");
  }

  @Test
  void governsFilesFoldersPatternsAndTasks() {
    String folder = record(draft("A", "PostgreSQL", List.of("src/db/")), true).decision().id();
    String pattern = record(draft("B", "MongoDB", List.of("**/*.sql")), true).decision().id();
    record(draft("C", "MongoDB", List.of("src/db/x.java")), false);

    assertThat(governing("src/db/x.java")).containsExactly(folder);
    assertThat(governing("src/db/x.sql")).containsExactly(pattern, folder);
    assertThat(governing("src/")).containsExactly(folder);
    assertThat(governing("docs/x.md")).isEmpty();
    assertThat(decisions.governing(project, List.of(), List.of("task-1"))).hasSize(2);
    assertThat(decisions.governing(project, List.of(), List.of("task-2"))).isEmpty();
  }

  private List<String> governing(String file) {
    return decisions.governing(project, List.of(file), List.of()).stream()
        .map(Decision::id)
        .toList();
  }

  @Test
  void warnsOfWhatItMayContradict() {
    String other = record(draft("Records", "MongoDB", List.of("src/db/")), true).decision().id();

    Recorded byFile = record(draft("Rows", "PostgreSQL", List.of("src/db/x.java")), true);
    assertThat(byFile.warnings())
        .extracting(Recorded.Warning::decision, Recorded.Warning::why)
        .contains(org.assertj.core.groups.Tuple.tuple(other, "governs src/db/x.java"));

    Recorded byQuestion = record(draft("Records again", "PostgreSQL", List.of()), false);
    assertThat(byQuestion.warnings())
        .extracting(Recorded.Warning::why)
        .contains("answers a like question");

    Recorded knowing =
        record(
            draft("Rows", "PostgreSQL", List.of("src/db/x.java")),
            false,
            new Link(LinkKind.CONFLICTS, other, false));
    assertThat(knowing.warnings()).isEmpty();
  }

  @Test
  void isRefusedWithAllThatItLacks() {
    decisions.setPolicy(
        project, new DecisionPolicy(3, true, 2, true, List.of("Bob"), 3, false, null));

    assertThatThrownBy(() -> record(draft("A", "", List.of()), true))
        .isInstanceOf(Refused.class)
        .hasMessageContaining("choice")
        .hasMessageContaining("alternatives: 2 of at least 3")
        .hasMessageContaining("risks: 1 of at least 2")
        .hasMessageContaining("Bob has to take part");
    assertThat(search("records", Set.of())).isEmpty();
    assertThat(record(draft("A", "", List.of()), false).missing()).isEmpty();
  }

  @Test
  void isKeptAsProposedWhereThatIsThePolicy() {
    decisions.setPolicy(
        project, new DecisionPolicy(3, false, 0, false, List.of(), 3, true, "Carla"));

    Recorded recorded = record(draft("A", "PostgreSQL", List.of()), true);

    assertThat(recorded.decision().status()).isEqualTo(DecisionStatus.PROPOSED);
    assertThat(recorded.missing()).containsExactly("alternatives: 2 of at least 3");
    assertThat(decisions.policy(project).owner()).isEqualTo("Carla");
  }

  @Test
  void isFoundByItsWordsAndByWhatWasRejected() {
    String id = record(draft("Хранение записей", "PostgreSQL", List.of()), true).decision().id();
    record(draft("Something else", "MongoDB", List.of()), false);

    assertThat(search("хранения запись", Set.of())).containsExactly(id);
    assertThat(search("transaction", Set.of())).hasSize(2);
    assertThat(search("transaction", Set.of(DecisionStatus.ACCEPTED))).containsExactly(id);
    assertThat(search(null, Set.of())).hasSize(2);
    assertThat(search("nowhere", Set.of())).isEmpty();
  }

  private List<String> search(@Nullable String query, Set<DecisionStatus> statuses) {
    if (database.projects().list(null, 1_000).projects().stream()
        .noneMatch(one -> one.name().equals(project))) {
      return List.of();
    }
    return decisions
        .search(new DecisionFilter(project, query, statuses, List.of(), null, null), null, 10)
        .decisions()
        .stream()
        .map(Decision::id)
        .toList();
  }

  @Test
  void pagesFollowEachOther() {
    for (int i = 0; i < 5; i++) {
      record(draft("Decision " + i, "MongoDB", List.of()), false);
    }
    DecisionFilter all = new DecisionFilter(project, null, Set.of(), List.of(), null, null);
    DecisionPage first = decisions.search(all, null, 3);
    DecisionPage second = decisions.search(all, first.nextCursor(), 3);

    assertThat(first.decisions()).hasSize(3);
    assertThat(second.decisions()).hasSize(2).doesNotContainAnyElementsOf(first.decisions());
    assertThat(second.nextCursor()).isNull();
  }

  @Test
  void becomesAMemoryUntilItIsSuperseded() {
    Decision decision = record(draft("Хранение записей", "PostgreSQL", List.of()), true).decision();

    MemoryFilter filter = MemoryFilter.ofProject(project).withKinds(Set.of(Kind.DECISION));
    var hits = database.memories().search("почему не MongoDB", filter, null, 5).hits();
    assertThat(hits).hasSize(1);
    assertThat(hits.getFirst().memory().decisionId()).isEqualTo(decision.id());
    assertThat(hits.getFirst().memory().text()).contains("Not chosen: MongoDB (no transactions)");

    change(decision.id(), DecisionStatus.DEPRECATED, null);

    assertThat(database.memories().search("MongoDB", filter, null, 5).hits()).isEmpty();
    assertThat(database.memories().search("MongoDB", filter.withPast(), null, 5).hits()).hasSize(1);
  }

  @Test
  void aRepeatGetsTheFirstAnswer() {
    Write write = new Write("test", TestDatabase.fresh("key"));
    Draft draft = draft("A", "PostgreSQL", List.of());

    Recorded first = decisions.record(write, project, "ann", draft, List.of(), true, false);
    Recorded again = decisions.record(write, project, "ann", draft, List.of(), true, false);

    assertThat(again).isEqualTo(first);
    assertThat(search(null, Set.of())).containsExactly(first.decision().id());
  }
}
