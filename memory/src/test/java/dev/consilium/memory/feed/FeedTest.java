package dev.consilium.memory.feed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consilium.memory.Change;
import dev.consilium.memory.Changes;
import dev.consilium.memory.Database;
import dev.consilium.memory.Sql;
import dev.consilium.memory.TestDatabase;
import dev.consilium.memory.Transactions;
import dev.consilium.memory.Write;
import dev.consilium.memory.tasks.Action;
import dev.consilium.memory.tasks.NewSteering;
import dev.consilium.memory.tasks.NewTask;
import dev.consilium.memory.tasks.Report;
import dev.consilium.memory.tasks.Steering;
import dev.consilium.memory.tasks.SteeringKind;
import dev.consilium.schemas.events.LiveEvent;
import dev.consilium.schemas.json.Json;
import dev.consilium.schemas.json.RecordType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class FeedTest {
  private static final Database DATABASE = TestDatabase.shared();
  private static final Write WRITE = new Write("test", null);

  private static void create(Database database, String project, String... ids) {
    List<NewTask> tasks = new ArrayList<>();
    for (String id : ids) {
      tasks.add(
          new NewTask(
              id, "Task " + id, null, null, List.of(), 2, null, null, null, List.of(), null));
    }
    var _ = database.tasks().create(WRITE, project, tasks);
  }

  private static Report report(String project, String id, Action action, String message) {
    return new Report(
        project, id, "ann", action, null, null, null, message, null, null, "Timeout", null, null,
        null, null);
  }

  private static List<FeedEvent> of(String project) {
    DATABASE.feed().tidy(Duration.ofDays(7));
    return DATABASE
        .feed()
        .read(0, Long.MAX_VALUE, new FeedFilter(Set.of(project), Set.of()), 10_000)
        .events();
  }

  private static JsonNode data(FeedEvent event) {
    return Json.MAPPER.readTree(event.dataJson());
  }

  @Test
  void tellsATaskAsEachEventLeftIt() {
    String project = TestDatabase.fresh("project");
    create(DATABASE, project, "a", "b");
    DATABASE.tasks().report(WRITE, report(project, "a", Action.START, "begin"));
    DATABASE.tasks().report(WRITE, report(project, "a", Action.PROGRESS, "half\nway"));
    DATABASE.tasks().report(WRITE, report(project, "a", Action.FAIL, "x".repeat(9_000)));

    List<FeedEvent> events = of(project);

    assertThat(events)
        .extracting(FeedEvent::type)
        .containsExactly(
            "task_created", "task_created", "task_started", "task_status", "task_error");
    assertThat(data(events.get(2)).path("status").asString()).isEqualTo("running");
    assertThat(data(events.get(2)).path("message").asString()).isEqualTo("begin");
    assertThat(data(events.get(2)).path("agent").asString()).isEqualTo("ann");
    assertThat(data(events.get(3)).path("message").asString()).isEqualTo("half\nway");
    JsonNode failed = data(events.get(4));
    assertThat(failed.path("status").asString()).isEqualTo("failed");
    assertThat(failed.path("error_type").asString()).isEqualTo("Timeout");
    assertThat(failed.path("message").asString()).hasSize(8_001).endsWith("…");
    assertThat(failed.has("duration_seconds")).isTrue();
    for (FeedEvent event : events) {
      assertThat(event.dataJson()).doesNotContain("\n");
      fitsItsContract(event);
    }
  }

  private static void fitsItsContract(FeedEvent event) {
    LiveEvent type = LiveEvent.named(event.type()).orElseThrow();
    assertThat(RecordType.of(type.data()).bind((ObjectNode) data(event))).isNotNull();
  }

  @Test
  void missesNobodyWhoCommitsLate() throws Exception {
    String early = TestDatabase.fresh("early");
    String late = TestDatabase.fresh("late");
    create(DATABASE, early, "a");
    Transactions transactions = TestDatabase.transactions();
    CountDownLatch written = new CountDownLatch(1);
    CountDownLatch mayCommit = new CountDownLatch(1);
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Integer> slow =
          executor.submit(() ->
              transactions.write(dsl -> {
                int rows =
                    dsl.execute(
                        "INSERT INTO feed_pending (at, project, type, data)"
                            + " VALUES (now(), ?, 'task_status', '{}')",
                        late);
                written.countDown();
                try {
                  assertThat(mayCommit.await(30, TimeUnit.SECONDS)).isTrue();
                } catch (InterruptedException e) {
                  throw new IllegalStateException(e);
                }
                return rows;
              }));
      assertThat(written.await(30, TimeUnit.SECONDS)).isTrue();
      DATABASE.tasks().report(WRITE, report(early, "a", Action.START, "after the slow one began"));
      FeedEvent seen = of(early).getLast();
      assertThat(of(late)).isEmpty();

      mayCommit.countDown();

      assertThat(slow.get(30, TimeUnit.SECONDS)).isOne();
      assertThat(of(late))
          .singleElement()
          .satisfies(event -> assertThat(event.seq()).isGreaterThan(seen.seq()));
    }
  }

  @Test
  void keepsTheOrderOfEachTaskAndLosesNothingWithManyWritersAndSequencers() throws Exception {
    String project = TestDatabase.fresh("project");
    int writers = 8;
    int reports = 40;
    try (Database other = TestDatabase.open(TestDatabase.sharedHome());
        ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      DATABASE.feed().start();
      other.feed().start();
      List<Future<?>> done = new ArrayList<>();
      for (int writer = 0; writer < writers; writer++) {
        String id = "t" + writer;
        Database database = writer % 2 == 0 ? DATABASE : other;
        done.add(
            executor.submit(() -> {
              create(database, project, id);
              for (int i = 0; i < reports; i++) {
                Action action = i == 0 ? Action.START : Action.PROGRESS;
                var _ = database.tasks().report(WRITE, report(project, id, action, "" + i));
              }
            }));
      }
      for (Future<?> writer : done) {
        writer.get(120, TimeUnit.SECONDS);
      }
    }

    List<FeedEvent> events = of(project);

    assertThat(events).hasSize(writers * (reports + 1));
    Map<String, Integer> next = new HashMap<>();
    for (FeedEvent event : events) {
      String task = data(event).path("task_id").asString();
      int expected = next.merge(task, 1, Integer::sum) - 2;
      assertThat(data(event).path("message").asString(""))
          .isEqualTo(expected < 0 ? "" : "" + expected);
    }
    assertThat(Sql.column("SELECT count(*) - max(seq) + min(seq) - 1 FROM consilium.feed"))
        .as("places without a hole")
        .containsExactly("0");
  }

  @Test
  void saysWhenThereIsMoreAlsoWhereOnlyAnotherProcessGivesThePlaces() throws Exception {
    LinkedBlockingQueue<Change> heard = new LinkedBlockingQueue<>();
    try (Database node = TestDatabase.open(TestDatabase.sharedHome());
        Database client = TestDatabase.open(TestDatabase.sharedHome());
        Changes.Subscription _ = client.changes().subscribe(Changes.Topic.FEED, heard::add)) {
      node.feed().start();
      assertThat(heard.poll(30, TimeUnit.SECONDS)).isEqualTo(new Change.Resync());
      String project = TestDatabase.fresh("project");

      create(client, project, "a");

      FeedFilter mine = new FeedFilter(Set.of(project), Set.of());
      while (client.feed().read(0, Long.MAX_VALUE, mine, 10).events().isEmpty()) {
        assertThat(heard.poll(30, TimeUnit.SECONDS)).isNotNull();
      }
    }
  }

  @Test
  void forgetsTheOldInOnePieceAndTellsSo() throws Exception {
    String project = TestDatabase.fresh("project");
    create(DATABASE, project, "a", "b", "c");
    List<FeedEvent> events = of(project);
    long kept = events.get(1).seq();
    var _ =
        Sql.column(
            "UPDATE consilium.feed SET at = now() - interval '8 days' WHERE seq < %d OR seq = %d RETURNING seq"
                .formatted(kept, events.get(2).seq()));

    DATABASE.feed().tidy(Duration.ofDays(7));

    assertThat(DATABASE.feed().ends().oldest()).isEqualTo(kept);
    assertThat(DATABASE.feed().read(0, 1_000).oldest()).isEqualTo(kept);
    assertThat(of(project)).as("nothing goes from between").hasSize(2);
  }

  @Test
  void steeringIsToldAndCountedUntilItIsAcknowledged() {
    String project = TestDatabase.fresh("project");
    create(DATABASE, project, "a");
    NewSteering pause = new NewSteering(project, "a", SteeringKind.PAUSE, "lunch", "eve");
    Steering added = DATABASE.steering().add(new Write("eve", project), pause);
    assertThat(DATABASE.steering().add(new Write("eve", project), pause).id())
        .isEqualTo(added.id());
    assertThat(DATABASE.tasks().get(project, "a", 0).task().openSteering()).isOne();
    assertThat(DATABASE.steering().open(project, "a")).containsExactly(added);

    assertThat(DATABASE.steering().acknowledge(project, "a", List.of(added.id(), 0L), "ann"))
        .containsExactly(0L);
    assertThat(DATABASE.steering().acknowledge(project, "a", List.of(added.id()), "bob")).isEmpty();

    assertThat(DATABASE.tasks().get(project, "a", 0).task().openSteering()).isZero();
    assertThat(DATABASE.steering().open(project, "a")).isEmpty();
    assertThat(DATABASE.steering().list(project, "a", 10))
        .singleElement()
        .satisfies(steering -> assertThat(steering.acknowledgedBy()).isEqualTo("ann"));
    List<FeedEvent> events = of(project);
    assertThat(events)
        .extracting(FeedEvent::type)
        .containsExactly("task_created", "steering_requested", "steering_acknowledged");
    assertThat(data(events.get(2)).path("agent").asString()).isEqualTo("ann");
    events.forEach(FeedTest::fitsItsContract);
  }
}
