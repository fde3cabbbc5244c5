package dev.consilium.memory.exports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.consilium.memory.Database;
import dev.consilium.memory.TestDatabase;
import dev.consilium.memory.Write;
import dev.consilium.memory.decisions.Draft;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The outbox is one for the whole database, so this has one of its own. */
@NullMarked
class ExportStoreTest {
  private static final Duration LEASE = Duration.ofMinutes(1);
  private static final Duration OVER = Duration.ZERO;
  private static final Path HOME = TestDatabase.temporaryHome();
  private static final Database DATABASE = TestDatabase.open(HOME);

  private final ExportStore exports = DATABASE.exports();
  private final String project = TestDatabase.fresh("project");

  @AfterAll
  static void close() {
    DATABASE.close();
    TestDatabase.delete(HOME);
  }

  @AfterEach
  void emptyTheOutbox() {
    for (Attempt left = exports.take(LEASE); left != null; left = exports.take(LEASE)) {
      left.done("");
    }
  }

  private String decision(@Nullable String meeting) {
    Draft draft =
        new Draft(
            "T", "", "", List.of(), "x", "", "", List.of(), List.of(), List.of(), List.of(),
            List.of(), List.of(), meeting);
    return DATABASE
        .decisions()
        .record(new Write("t", null), project, "ann", draft, List.of(), true, false)
        .decision()
        .id();
  }

  private Meeting meeting(@Nullable String meeting) {
    return exports.meetingOf(decision(meeting)).orElseThrow();
  }

  private Export ask(Meeting meeting, String hash) {
    return exports.request(meeting, List.of(), hash, false);
  }

  private Attempt take() {
    return Objects.requireNonNull(exports.take(LEASE));
  }

  @Test
  void aMeetingHasOneKeyAndItsFurtherDecisionsTheirOwn() {
    Meeting first = meeting("m");
    Meeting second = meeting("m");
    Meeting alone = meeting(null);

    assertThat(first.key()).isEqualTo("m");
    assertThat(second.key()).isEqualTo("m/" + second.decision());
    assertThat(alone.key()).isEqualTo(alone.decision());
    assertThat(exports.meeting(project, "m")).contains(first);
    assertThat(exports.meetingOf("d999999999")).isEmpty();
  }

  @Test
  void whatIsThereIsNotDoneAgainUnlessItChangedOrIsWanted() {
    Meeting meeting = meeting("m");
    assertThat(ask(meeting, "1").state()).isEqualTo(ExportState.PENDING);
    take().done("1");

    assertThat(ask(meeting, "1").state()).isEqualTo(ExportState.DONE);
    assertThat(exports.take(LEASE)).isNull();
    assertThat(ask(meeting, "2").state()).isEqualTo(ExportState.PENDING);
    take().done("2");
    assertThat(exports.request(meeting, List.of(), "2", true).state())
        .isEqualTo(ExportState.PENDING);
  }

  @Test
  void whatIsAskedForMeanwhileIsDoneNext() {
    Meeting meeting = meeting("m");
    Export asked = ask(meeting, "1");
    Attempt attempt = take();
    ask(meeting, "2");
    assertThat(exports.take(LEASE)).isNull();

    attempt.done("1");

    assertThat(exports.get(asked.id()).state()).isEqualTo(ExportState.PENDING);
    assertThat(take().export().id()).isEqualTo(asked.id());
  }

  @Test
  void noTwoHaveTheSame() throws Exception {
    List<Long> asked = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      asked.add(ask(meeting("m" + i), "1").id());
    }
    List<Callable<List<Long>>> nodes = new ArrayList<>();
    for (int n = 0; n < 8; n++) {
      nodes.add(() -> {
        List<Long> taken = new ArrayList<>();
        for (Attempt a = exports.take(LEASE); a != null; a = exports.take(LEASE)) {
          taken.add(a.export().id());
        }
        return taken;
      });
    }
    List<Long> taken = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<List<Long>> node : threads.invokeAll(nodes)) {
        taken.addAll(node.get());
      }
    }
    assertThat(taken).containsExactlyInAnyOrderElementsOf(asked);
  }

  @Test
  void anotherGoesOnWhenTheLeaseIsOverAndTheFirstIsFencedOff() {
    Meeting meeting = meeting("m");
    Export asked = ask(meeting, "1");
    Attempt dead = Objects.requireNonNull(exports.take(OVER));
    ExportPage page = dead.take(PageKind.DECISION, List.of("m")).orElseThrow().getFirst();
    dead.pages().sending(page, "h", LEASE);

    // The pages that the dead one holds are free when their own lease is over.
    Attempt next = take();
    assertThat(next.export().id()).isEqualTo(asked.id());
    ExportPage taken = next.take(PageKind.DECISION, List.of("m")).orElseThrow().getFirst();
    assertThat(taken.sentHash()).isEqualTo("h");
    assertThat(taken.sentAt()).isNotNull();
    assertThat(taken.pageId()).isNull();

    assertThatThrownBy(() -> dead.pages().created(page, "s", "p", "u", "h"))
        .isInstanceOf(LeaseLostException.class);
    assertThatThrownBy(() -> dead.done("1")).isInstanceOf(LeaseLostException.class);
    assertThatThrownBy(() -> dead.holdFor(LEASE)).isInstanceOf(LeaseLostException.class);
    next.pages().found(taken, "s", "p", "u", "h");
    next.done("1");
    assertThat(exports.pages(project, PageKind.DECISION, List.of("m")))
        .singleElement()
        .satisfies(known -> assertThat(known.pageId()).isEqualTo("p"))
        .satisfies(known -> assertThat(known.sentAt()).isNull());
  }

  @Test
  void aPageThatTwoNeedIsOnesAtATime() {
    ask(meeting("a"), "1");
    ask(meeting("b"), "1");
    Attempt first = take();
    Attempt second = take();
    assertThat(first.take(PageKind.TASK, List.of("t1", "t2"))).isPresent();

    assertThat(second.take(PageKind.TASK, List.of("t2", "t3"))).isEqualTo(Optional.empty());
    first.done("1");

    assertThat(second.take(PageKind.TASK, List.of("t3", "t2")).orElseThrow())
        .extracting(ExportPage::key)
        .containsExactly("t3", "t2");
  }

  @Test
  void creationsWithDifferentContentAreNotTakenForEither() {
    ask(meeting("m"), "1");
    Attempt attempt = take();
    ExportPage page = attempt.take(PageKind.DECISION, List.of("m")).orElseThrow().getFirst();
    attempt.pages().sending(page, "h1", LEASE);
    attempt.pages().sending(page, "h1", LEASE);
    assertThat(attempt.pages().get(page.id()).sentHash()).isEqualTo("h1");
    attempt.pages().sending(page, "h2", LEASE);
    assertThat(attempt.pages().get(page.id()).sentHash()).isEmpty();
  }

  @Test
  void aCreationThatGotLostIsLookedForAndOneThatDidNotIsNot() {
    ask(meeting("m"), "1");
    Attempt attempt = take();
    List<ExportPage> pages = attempt.take(PageKind.TASK, List.of("t1", "t2")).orElseThrow();
    pages.forEach(page -> attempt.pages().sending(page, "h", OVER));
    attempt.pages().created(pages.get(0), "s", "p", "u", "h");
    attempt.later(LEASE, "lost");

    Attempt look = Objects.requireNonNull(exports.takeLook(LEASE));
    assertThat(look.look().key()).isEqualTo("t2");
    assertThat(exports.takeLook(LEASE)).isNull();
    look.pages().looked(look.look());
    look.release();
    assertThat(exports.takeLook(LEASE)).isNull();
  }

  @Test
  void whatFailedIsToldAndTriedWhenSomebodyAsks() {
    Meeting meeting = meeting("m");
    Export asked = ask(meeting, "1");
    take().later(LEASE, "away");
    assertThat(exports.take(LEASE)).isNull();
    assertThat(exports.get(asked.id()).error()).isEqualTo("away");
    assertThat(exports.outbox().waiting()).isEqualTo(1);

    ask(meeting, "1");
    take().failed("refused");
    assertThat(exports.get(asked.id()).state()).isEqualTo(ExportState.FAILED);
    assertThat(exports.troubled(10)).extracting(Export::id).contains(asked.id());

    assertThat(ask(meeting, "1").error()).isNull();
    take().done("1");
    assertThat(exports.get(asked.id()).state()).isEqualTo(ExportState.DONE);
  }

  @Test
  void allNodesTogetherKeepThePace() {
    try (Database other = TestDatabase.open(HOME)) {
      Pace here = exports.pace();
      Pace there = other.exports().pace();
      Duration last = Duration.ZERO;
      int atOnce = 0;
      long begin = System.nanoTime();
      for (int i = 0; i < 30; i++) {
        last = (i % 2 == 0 ? here : there).reserve(3, LEASE).orElseThrow();
        atOnce += last.isZero() ? 1 : 0;
      }
      // A second's worth may go at once, the rest three a second.
      Duration asking = Duration.ofNanos(System.nanoTime() - begin);
      assertThat(atOnce).isBetween(1, 5 + 3 * (int) asking.toSeconds());
      assertThat(last.plus(asking)).isGreaterThan(Duration.ofSeconds(8));
      assertThat(last).isLessThan(Duration.ofSeconds(10));

      assertThat(there.reserve(3, Duration.ofSeconds(1))).isEmpty();
      here.pause(Duration.ofSeconds(50));
      assertThat(there.closedFor()).isBetween(Duration.ofSeconds(45), Duration.ofSeconds(51));
      assertThat(there.reserve(3, Duration.ofSeconds(40))).isEmpty();
    }
  }
}
