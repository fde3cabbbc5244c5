package dev.consilium.memory;

import static dev.consilium.memory.HotCalls.PAGE;
import static dev.consilium.memory.HotCalls.PROJECT;
import static dev.consilium.memory.HotCalls.WRITE;

import dev.consilium.memory.councils.Control;
import dev.consilium.memory.councils.Council;
import dev.consilium.memory.councils.CouncilFilter;
import dev.consilium.memory.councils.CouncilStatus;
import dev.consilium.memory.councils.CouncilStore;
import dev.consilium.memory.councils.HostedCouncils;
import dev.consilium.memory.councils.NewCouncil;
import dev.consilium.memory.councils.Participant;
import dev.consilium.memory.councils.Role;
import dev.consilium.memory.councils.Said;
import dev.consilium.memory.councils.SpeakerPolicy;
import dev.consilium.memory.decisions.DecisionChange;
import dev.consilium.memory.decisions.DecisionFilter;
import dev.consilium.memory.decisions.DecisionStatus;
import dev.consilium.memory.decisions.DecisionStore;
import dev.consilium.memory.decisions.Draft;
import dev.consilium.memory.decisions.Link;
import dev.consilium.memory.decisions.LinkKind;
import dev.consilium.memory.memories.Kind;
import dev.consilium.memory.memories.MemoryChange;
import dev.consilium.memory.memories.MemoryFilter;
import dev.consilium.memory.memories.MemoryStore;
import dev.consilium.memory.memories.NewMemory;
import dev.consilium.memory.memories.SearchWeights;
import dev.consilium.memory.vectors.Vectors;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;

/** Those of memories, decisions and councils. */
@NullMarked
final class HotRecordCalls {
  private static final String MEMORY_IDS =
      "SELECT 'm' || id FROM memory WHERE project_id = 1 ORDER BY id";
  private static final String PROPOSED =
      "SELECT 'd' || id FROM decision WHERE project_id = 1 AND status = 'proposed'";

  /** Candidates, first in the index, then as rows. */
  private static final int WEIGHED = 4 * 1_000;

  /** What one in a hundred memories has is found among so many of the latest. */
  private static final int RARE = 30 * 100;

  private final HotCalls calls;
  private final MemoryStore memories;
  private final DecisionStore decisions;
  private final CouncilStore councils;
  private final HostedCouncils hosted;

  HotRecordCalls(HotCalls calls, Transactions transactions) {
    this.calls = calls;
    InstantSource clock = InstantSource.system();
    Vectors vectors =
        new Vectors(transactions, Optional.empty(), Path.of("unused"), Optional.empty());
    memories = new MemoryStore(transactions, vectors, SearchWeights.DEFAULT, _ -> {}, clock);
    decisions = new DecisionStore(transactions, _ -> {}, () -> {}, clock);
    councils = new CouncilStore(transactions, _ -> {}, clock);
    hosted = new HostedCouncils(transactions, _ -> {}, clock);
  }

  void add() {
    searchMemories();
    changeMemories();
    ofDecisions();
    ofCouncils();
  }

  /** What can be found by words of all sorts: a thousand candidates, and what has them. */
  private void search(String name, String query, MemoryFilter filter) {
    calls.addForEach(
        "search memories: " + name,
        WEIGHED,
        query,
        words -> {
          var _ = memories.search(words, filter, null, PAGE);
        });
  }

  private void searchMemories() {
    MemoryFilter all = MemoryFilter.ofProject(PROJECT);
    search("rare words", word("passages BETWEEN 3 AND 30"), all);
    search("frequent words", word("passages > 2000"), all);
    search("rare and frequent words", word("passages BETWEEN 3 AND 30 OR passages > 2000"), all);
    search(
        "a misspelt word",
        "SELECT substr(lexeme, 1, 3) || 'x' || substr(lexeme, 4) FROM"
            + " memory_word WHERE lexeme ~ '^[a-z]{6,}$'",
        all);
    search("in any project", word("passages BETWEEN 3 AND 30"), MemoryFilter.ofProject(null));
    search("in a small project", word("passages > 1000"), MemoryFilter.ofProject("small-2"));
    search("with a tag", word("passages BETWEEN 3 AND 30"), all.withTags(List.of("tag-3")));
    latest("all", all);
    latest("of any project", MemoryFilter.ofProject(null));
    latest("with a tag", all.withTags(List.of("tag-3")));
    latest("of a file", all.withFiles(List.of("src/part1/file1.java")));
    latest("of a kind", all.withKinds(Set.of(Kind.ERROR)));
    latest(
        "of a task",
        new MemoryFilter(PROJECT, Set.of(), List.of(), List.of(), "t8", null, null, null, true));
  }

  private static String word(String which) {
    return "SELECT string_agg(lexeme, ' ') FROM (SELECT lexeme, row_number() OVER () % 12 AS n FROM"
        + " (SELECT lexeme FROM memory_word WHERE lexeme ~ '^[a-z]{4,}$' AND ("
        + which
        + ") ORDER BY lexeme LIMIT 60) AS few) AS w GROUP BY n";
  }

  private void latest(String name, MemoryFilter filter) {
    calls.add(
        "latest memories: " + name,
        RARE,
        _ -> {
          var _ = memories.search("", filter, null, PAGE);
        });
  }

  private static NewMemory memory(String text) {
    return new NewMemory(
        text,
        Kind.NOTE,
        List.of("tag-3"),
        List.of("src/part1/file1.java"),
        "t8",
        null,
        NewMemory.DEFAULT_IMPORTANCE,
        null,
        null,
        "agent-1",
        null);
  }

  private void changeMemories() {
    calls.add("remember", i -> memories.add(WRITE, PROJECT, List.of(memory("kettle pot " + i))));
    calls.add(
        "remember again", i -> memories.add(WRITE, PROJECT, List.of(memory("kettle pot " + i))));
    calls.addForEach("get a memory", MEMORY_IDS, memories::find);
    calls.addForEach(
        "change a memory",
        MEMORY_IDS,
        id -> {
          var _ =
              memories.update(
                  WRITE,
                  new MemoryChange(id, "now of " + id, null, null, null, 4, null, true, null));
        });
    calls.addForEach(
        "forget a memory",
        MEMORY_IDS,
        id -> {
          var _ = memories.forget(List.of(id), true);
          var _ = memories.forget(List.of(id), false);
        });
  }

  private static Draft draft(String title) {
    return new Draft(
        title,
        "Which kettle?",
        "",
        List.of(),
        "the red one",
        "it is there",
        "",
        List.of(),
        List.of("agent-1"),
        List.of("src/kettle/"),
        List.of("tag-3"),
        List.of("t8"),
        List.of(),
        null);
  }

  private void decisions(String name, @Nullable String query, DecisionStatus... statuses) {
    DecisionFilter filter =
        new DecisionFilter(PROJECT, query, Set.of(statuses), List.of(), null, null);
    calls.add(
        "search decisions: " + name,
        _ -> {
          var _ = decisions.search(filter, null, PAGE);
        });
  }

  private void ofDecisions() {
    calls.add(
        "propose a decision",
        i ->
            decisions.record(
                WRITE, PROJECT, "agent-1", draft("Kettle " + i), List.of(), false, false));
    calls.addForEach(
        "make a decision that supersedes another",
        "SELECT 'd' || id FROM decision WHERE project_id = 1 AND status = 'accepted'",
        old -> {
          List<Link> links = List.of(new Link(LinkKind.SUPERSEDES, old, false));
          var _ =
              decisions.record(WRITE, PROJECT, "agent-1", draft("Not " + old), links, true, true);
        });
    calls.addForEach(
        "accept a decision",
        PROPOSED,
        id -> {
          var _ =
              decisions.change(
                  WRITE,
                  new DecisionChange(id, "agent-1", DecisionStatus.ACCEPTED, "so", null, List.of()),
                  true);
        });
    calls.addForEach("get a decision", PROPOSED, decisions::find);
    decisions("latest", null);
    decisions("accepted", null, DecisionStatus.ACCEPTED);
    decisions("by words", "kettle red");
    calls.add(
        "decisions that govern a file or a task",
        i -> decisions.governing(PROJECT, List.of("src/part" + i + "/a.java"), List.of("t1")));
    calls.add("policy of a project", _ -> decisions.policy(PROJECT));
  }

  private void ofCouncils() {
    List<Participant> two =
        List.of(
            new Participant("first", Role.EXPERT, "", 1, null),
            new Participant("second", Role.EXPERT, "", 1, null));
    calls.add(
        "start a council",
        i ->
            councils.start(
                WRITE,
                new NewCouncil(
                    PROJECT,
                    "hot-" + i,
                    "Kettles",
                    List.of(),
                    two,
                    SpeakerPolicy.ROUND_ROBIN,
                    Duration.ofHours(1),
                    3,
                    "agent-1")));
    calls.addForEach(
        "hold a council",
        "SELECT 'c' || id FROM council WHERE meeting_id LIKE 'hot-%'",
        id -> {
          Council said =
              councils.say(WRITE, new Said(id, "first", "agent-1", "I say", null, null, null));
          var _ = councils.state(said.id());
          var _ = councils.events(id, 0, PAGE);
          var _ = councils.host(id, 1_000, "agent-1");
          var _ = councils.control(WRITE, id, Control.STOP, "agent-1", "late");
        });
    calls.add("open councils of a project", _ -> councils.open(PROJECT));
    calls.add(
        "list councils",
        _ ->
            councils.list(
                new CouncilFilter(PROJECT, null, Set.of(CouncilStatus.RUNNING)), null, 0, PAGE));
    calls.add("take councils to hold", _ -> hosted.take("node", Duration.ofMinutes(1), 4));
    calls.add(
        "figures of the councils of a day",
        _ -> hosted.measures(PROJECT, Instant.now().minus(Duration.ofDays(1)), null));
    calls.add(
        "figures of the councils of a day by project",
        _ -> hosted.measuresByProject(Instant.now().minus(Duration.ofDays(1)), PAGE));
  }
}
