package dev.consilium.memory.tasks;

import static dev.consilium.memory.tasks.Tasks.LEASE;
import static dev.consilium.memory.tasks.Tasks.WRITE;
import static dev.consilium.memory.tasks.Tasks.task;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consilium.memory.AtOnce;
import dev.consilium.memory.AtOnce.Outcome;
import dev.consilium.memory.Change;
import dev.consilium.memory.Refused;
import dev.consilium.memory.Sql;
import dev.consilium.memory.TestDatabase;
import dev.consilium.memory.Transactions;
import dev.consilium.memory.Waiting;
import dev.consilium.memory.Write;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.jooq.DSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What agents write at the same time, and so in one transaction. */
@Timeout(60)
class AtOnceTest {
  private final Tasks tasks = Tasks.inNewProject();
  private final Transactions transactions = TestDatabase.transactions();
  private final ConcurrentLinkedQueue<Change> changes = new ConcurrentLinkedQueue<>();
  private final TaskStore store = new TaskStore(transactions, changes::add);

  private <T> List<Outcome<T>> atOnce(List<Callable<T>> calls) throws Exception {
    return AtOnce.call(transactions, calls);
  }

  private Callable<List<CreatedTask>> creating(Write write, String title) {
    NewTask task =
        new NewTask(null, title, null, null, List.of(), 2, null, null, null, List.of(), null);
    return () -> store.create(write, tasks.project(), List.of(task));
  }

  private Callable<Optional<Claim>> claiming(Write write, String agent) {
    return () ->
        store.claimNext(write, new ClaimRequest(tasks.project(), agent, LEASE, null, null, null));
  }

  private Callable<Reported> reporting(
      String id, String agent, Action action, long claim, String message) {
    return () -> store.report(WRITE, tasks.word(id, agent, action, claim, null, message));
  }

  /** So many tasks that the agents of their names hold; and so that the store knows them. */
  private void held(String... ids) throws Exception {
    for (String id : ids) {
      tasks.create(task(id));
    }
    for (Outcome<Optional<Claim>> claim :
        atOnce(IntStream.range(0, ids.length).mapToObj(i -> claiming(WRITE, ids[i])).toList())) {
      assertThat(claim.get()).isPresent();
    }
  }

  private String holder(String id) {
    return Objects.requireNonNull(tasks.get(id).claimedBy());
  }

  /** The transactions that wrote the last events of the tasks. */
  private List<String> transactionsOf(EventType type) throws Exception {
    return Sql.column(
        """
        SELECT DISTINCT e.xmin::text FROM consilium.task_event e
        JOIN consilium.task t ON t.id = e.task_id
        JOIN consilium.project p ON p.id = t.project_id AND p.name = '%s'
        WHERE e.type = '%s'
        """
            .formatted(tasks.project(), TaskRows.text(type)));
  }

  @Test
  void aNewProjectsTasksAreCreatedInOneTransaction() throws Exception {
    var created =
        atOnce(IntStream.range(0, 8).mapToObj(i -> creating(WRITE, "Title " + i)).toList());

    HashSet<String> ids = new HashSet<>();
    for (int i = 0; i < 8; i++) {
      CreatedTask one = created.get(i).get().getFirst();
      assertThat(ids.add(one.taskId())).isTrue();
      assertThat(one.existed()).isFalse();
      assertThat(one.ready()).isTrue();
      assertThat(tasks.get(one.taskId()).title()).isEqualTo("Title " + i);
      assertThat(tasks.events(one.taskId())).containsExactly(EventType.CREATED);
    }
    assertThat(transactionsOf(EventType.CREATED)).hasSize(1);
    assertThat(changes).containsOnlyOnce(new Change.ProjectCreated(tasks.project())).hasSize(9);
    assertThat(WrongCounts.in(tasks)).isEmpty();
  }

  @Test
  void eachClaimGetsAnotherTaskTheBestFirst() throws Exception {
    tasks.create(task("a"), task("b"), task("c"));

    var claims =
        atOnce(IntStream.range(0, 5).mapToObj(i -> claiming(WRITE, "agent-" + i)).toList());

    List<String> claimed = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      String agent = "agent-" + i;
      claims
          .get(i)
          .get()
          .ifPresent(claim -> {
            claimed.add(claim.task().taskId());
            assertThat(claim.task().claimedBy()).isEqualTo(agent);
            assertThat(claim.claim()).isEqualTo(1);
            assertThat(tasks.get(claim.task().taskId())).isEqualTo(claim.task());
          });
    }
    assertThat(claimed).containsExactlyInAnyOrder("a", "b", "c");
    assertThat(transactionsOf(EventType.CLAIMED)).hasSize(1);
    assertThat(WrongCounts.in(tasks)).isEmpty();
  }

  @Test
  void aClaimOfAProjectThatIsNotThereIsRefused() throws Exception {
    var claims = atOnce(List.of(claiming(WRITE, "ann"), claiming(WRITE, "bob")));

    assertThat(claims)
        .allSatisfy(claim ->
            assertThat(claim.failure())
                .isInstanceOfSatisfying(
                    Refused.class, e -> assertThat(e.field()).isEqualTo("project")));
    // Nor are there agents of it.
    assertThat(
            Sql.column("SELECT name FROM consilium.agent WHERE name = '" + tasks.project() + "'"))
        .isEmpty();
  }

  @Test
  void whatIsRefusedChangesNothingAndHoldsUpNobody() throws Exception {
    held("a", "b", "c");
    String stranger = TestDatabase.fresh("stranger");

    var reports =
        atOnce(
            List.of(
                reporting("a", holder("a"), Action.START, 1, "on it"),
                reporting("b", holder("b"), Action.START, 7, "lost"),
                reporting("c", holder("c"), Action.FINISH, 1, "done"),
                reporting("d", holder("c"), Action.START, 1, "unknown"),
                reporting("c2", stranger, Action.START, 1, "unknown")));

    assertThat(reports.get(0).get().task().status()).isEqualTo(TaskStatus.RUNNING);
    assertThat(reports.get(1).failure())
        .isInstanceOfSatisfying(Refused.class, e -> assertThat(e.field()).isEqualTo("claim"));
    assertThat(reports.get(2).get().task().status()).isEqualTo(TaskStatus.DONE);
    assertThat(reports.get(3).failure())
        .isInstanceOfSatisfying(Refused.class, e -> assertThat(e.field()).isEqualTo("task_id"));
    assertThat(reports.get(4).failure()).isInstanceOf(Refused.class);
    assertThat(tasks.get("b").status()).isEqualTo(TaskStatus.CLAIMED);
    assertThat(tasks.events("b")).containsExactly(EventType.CREATED, EventType.CLAIMED);
    assertThat(tasks.events("c"))
        .containsExactly(EventType.CREATED, EventType.CLAIMED, EventType.FINISHED);
    assertThat(Sql.column("SELECT name FROM consilium.agent WHERE name = '" + stranger + "'"))
        .isEmpty();
    assertThat(WrongCounts.in(tasks)).isEmpty();
  }

  @Test
  void reportsOfManyKindsAreOneTransaction() throws Exception {
    held("a", "b", "c", "d");

    var reports =
        atOnce(
            List.of(
                reporting("a", holder("a"), Action.PROGRESS, 1, "a message of a"),
                reporting("b", holder("b"), Action.START, 1, "a message of b"),
                reporting("c", holder("c"), Action.FAIL, 1, "a message of c"),
                reporting("d", holder("d"), Action.RELEASE, 1, "a message of d")));

    assertThat(reports).allSatisfy(r -> assertThat(r.get().repeated()).isFalse());
    assertThat(tasks.get("a"))
        .satisfies(t -> {
          assertThat(t.status()).isEqualTo(TaskStatus.RUNNING);
          assertThat(t.message()).isEqualTo("a message of a");
          assertThat(t.leaseExpiresAt()).isEqualTo(reports.get(0).get().leaseExpiresAt());
        });
    assertThat(tasks.get("b").startedAt()).isNotNull();
    assertThat(tasks.get("c").status()).isEqualTo(TaskStatus.FAILED);
    assertThat(tasks.get("c").durationSeconds()).isZero();
    assertThat(tasks.get("d").status()).isEqualTo(TaskStatus.OPEN);
    assertThat(tasks.get("d").claimedBy()).isNull();
    assertThat(
            Sql.column(
                """
                SELECT count(DISTINCT xmin::text)::text FROM consilium.task WHERE project_id =
                (SELECT id FROM consilium.project WHERE name = '%s')
                """
                    .formatted(tasks.project())))
        .containsExactly("1");
    assertThat(WrongCounts.in(tasks)).isEmpty();
  }

  @Test
  void whatAnotherHoldsIsWaitedForByNobodyElse() throws Exception {
    held("a", "b");
    CountDownLatch locked = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    try (ExecutorService other = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> holder =
          other.submit(() ->
              TestDatabase.ofOthers()
                  .write((DSLContext dsl) -> {
                    TaskState state = TaskState.lock(dsl, tasks.project(), "a");
                    locked.countDown();
                    await(release);
                    return state;
                  }));
      locked.await();

      Future<List<Outcome<Reported>>> reports =
          other.submit(() ->
              atOnce(
                  List.of(
                      reporting("a", holder("a"), Action.FINISH, 1, "late"),
                      reporting("b", holder("b"), Action.FINISH, 1, "at once"))));
      try {
        Waiting.until(() -> tasks.get("b").status() == TaskStatus.DONE);
        assertThat(tasks.get("a").status()).isEqualTo(TaskStatus.CLAIMED);
      } finally {
        release.countDown();
      }
      var _ = holder.get();

      assertThat(reports.get().get(0).get().task().status()).isEqualTo(TaskStatus.DONE);
      assertThat(reports.get().get(1).get().task().status()).isEqualTo(TaskStatus.DONE);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aKeyAnswersAgainWhateverSharesTheTransaction() throws Exception {
    tasks.create(task("a"), task("b"));
    Write claimKey = new Write("test", TestDatabase.fresh("claim"));
    Write createKey = new Write("test", TestDatabase.fresh("create"));
    List<Callable<Object>> calls =
        List.of(
            () -> claiming(claimKey, "ann").call().orElseThrow(),
            () -> creating(createKey, "Once").call());

    var first = atOnce(calls);
    var second = atOnce(calls);
    var other = atOnce(List.of(creating(createKey, "Another"), creating(WRITE, "Beside it")));

    assertThat(second.get(0).get()).isEqualTo(first.get(0).get());
    assertThat(second.get(1).get()).isEqualTo(first.get(1).get());
    assertThat(other.get(0).failure())
        .isInstanceOfSatisfying(
            Refused.class, e -> assertThat(e.field()).isEqualTo("idempotency_key"));
    assertThat(other.get(1).get()).hasSize(1);
    assertThat(tasks.database().projects().stats(tasks.project()).totalTasks()).isEqualTo(4);
    assertThat(tasks.claimed("bob").task().taskId()).isEqualTo("b");
  }

  @Test
  void whatTheDatabaseWillNotTakeFailsAloneAndTheOthersAreDone() throws Exception {
    held("a", "b");

    var reports =
        atOnce(
            List.of(
                reporting("a", holder("a"), Action.PROGRESS, 1, "no \0 here"),
                reporting("b", holder("b"), Action.PROGRESS, 1, "well")));

    assertThat(reports.get(0).failure()).isNotNull();
    assertThat(tasks.get("a").message()).isNull();
    assertThat(reports.get(1).get().task().status()).isEqualTo(TaskStatus.RUNNING);
    assertThat(tasks.get("b").message()).isEqualTo("well");
  }

  @Test
  void whatOthersWaitForIsFinishedWithThem() throws Exception {
    tasks.create(task("a"), task("b"), task("last", "a", "b"));
    var claims = atOnce(List.of(claiming(WRITE, "ann"), claiming(WRITE, "bob")));
    String first = claims.get(0).get().orElseThrow().task().taskId();
    String second = claims.get(1).get().orElseThrow().task().taskId();

    var reports =
        atOnce(
            List.of(
                reporting(first, "ann", Action.FINISH, 1, "done"),
                reporting(second, "bob", Action.FINISH, 1, "done")));

    assertThat(reports.stream().flatMap(report -> report.get().nowReady().stream()).toList())
        .containsExactly("last");
    assertThat(tasks.get("last").ready()).isTrue();
    assertThat(WrongCounts.in(tasks)).isEmpty();
  }
}
