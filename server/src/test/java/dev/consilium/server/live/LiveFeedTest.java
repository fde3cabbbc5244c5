package dev.consilium.server.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consilium.memory.Database;
import dev.consilium.memory.DatabaseConfig;
import dev.consilium.memory.SearchConfig;
import dev.consilium.memory.Write;
import dev.consilium.memory.feed.FeedEvent;
import dev.consilium.memory.feed.FeedFilter;
import dev.consilium.memory.fixtures.MigratedHome;
import dev.consilium.memory.tasks.NewTask;
import dev.consilium.transport.http.Outlet;
import dev.consilium.transport.http.Parcel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LiveFeedTest {
  private static final Write WRITE = new Write("test", null);

  @TempDir(factory = MigratedHome.class)
  private static Path home = Path.of("");

  private static Database database;

  @BeforeAll
  static void open() {
    database =
        new Database(
            new DatabaseConfig(home, Optional.empty(), 8, SearchConfig.WORDS_ONLY, _ -> {}));
    database.start();
    database.awaitReady();
  }

  @AfterAll
  static void close() {
    database.close();
  }

  /** A client that takes what it wants. */
  private static final class Client implements Outlet {
    private final Semaphore taken = new Semaphore(0);
    private final CompletableFuture<String> closed = new CompletableFuture<>();
    private volatile boolean reads = true;

    @Override
    public void send(Parcel parcel) {
      taken.release();
    }

    @Override
    public boolean isReady() {
      return reads;
    }

    @Override
    public void close(int code, String reason) {
      closed.complete(code + " " + reason);
    }

    Watcher watching(String project, OptionalLong after) {
      FeedFilter filter = new FeedFilter(Set.of(project), Set.of());
      return new Watcher(Form.WEB_SOCKET, new Wanted(filter, after, true), this);
    }

    void awaitMessage() throws InterruptedException {
      assertThat(taken.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
    }
  }

  /** For what nobody tells the test. */
  private static void await(BooleanSupplier reached) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!reached.getAsBoolean()) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
    }
  }

  private static void create(String project, int count) {
    List<NewTask> tasks = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      tasks.add(
          new NewTask(null, "A", null, null, List.of(), 2, null, null, null, List.of(), null));
    }
    var _ = database.tasks().create(WRITE, project, tasks);
  }

  @Test
  void dropsOnlyTheClientThatDoesNotReadAndTellsItWhereItWas() throws Exception {
    try (LiveFeed live = new LiveFeed(database, new RecentEvents.Limits(20, 1 << 20))) {
      live.start();
      Client slow = new Client();
      Client quick = new Client();
      Watcher slowWatcher = slow.watching("slow", OptionalLong.empty());
      Watcher quickWatcher = quick.watching("slow", OptionalLong.empty());
      live.audience().add(slowWatcher);
      live.audience().add(quickWatcher);
      // Each is told where it begins; what was before is not for them.
      slow.awaitMessage();
      quick.awaitMessage();
      assertThat(live.connections().total()).isEqualTo(2);
      assertThat(live.connections().webSockets()).isEqualTo(2);
      assertThat(live.connections().eventStreams()).isZero();
      assertThat(live.connections().byProject()).isEqualTo(Map.of("slow", 2));
      create("slow", 1);
      slow.awaitMessage();
      quick.awaitMessage();
      await(() -> slowWatcher.position() == database.feed().ends().last());
      long seen = slowWatcher.position();
      slow.reads = false;

      create("slow", 21);

      assertThat(slow.closed.get(30, TimeUnit.SECONDS))
          .isEqualTo("1013 You read too slowly; connect again with after=" + seen);
      quick.awaitMessage();
      assertThat(quick.closed).isNotDone();
      assertThat(live.connections().total()).isEqualTo(1);
      assertThat(live.connections().dropped()).isEqualTo(1);
      await(() -> live.connections().events() == 22);
      live.audience().remove(quickWatcher);
      live.audience().remove(quickWatcher);
      live.audience().remove(slowWatcher);
      assertThat(live.connections().total()).isZero();
      assertThat(live.connections().byProject()).isEmpty();
    }
  }

  @Test
  void goesOnWhenAClientThatWasBehindHasReadAndReadsRowsForOneThatIsFarBehind() throws Exception {
    try (LiveFeed live = new LiveFeed(database, new RecentEvents.Limits(20, 1 << 20))) {
      live.start();
      long begin = database.feed().ends().last();
      create("behind", 500);
      Client client = new Client();
      Watcher watcher = client.watching("behind", OptionalLong.of(begin));
      live.audience().add(watcher);
      await(() -> watcher.position() == begin + 500);
      client.reads = false;
      create("behind", 10);
      await(() -> database.feed().ends().last() == begin + 510);
      assertThat(watcher.position()).isEqualTo(begin + 500);
      client.reads = true;
      // Told by the transport when the client has read; here after the node has.
      await(() -> {
        live.audience().ready(watcher);
        return watcher.position() == begin + 510;
      });
      assertThat(client.closed).isNotDone();
    }
  }

  private static FeedEvent event(long seq, String text) {
    return new FeedEvent(seq, Instant.EPOCH, "p", "task_status", "{\"m\":\"" + text + "\"}");
  }

  @Test
  void remembersTheLastEventsByCountAndBytes() {
    RecentEvents few = new RecentEvents(new RecentEvents.Limits(3, 1 << 20), 10);
    assertThat(few.first()).isEqualTo(11);
    for (long seq = 11; seq <= 20; seq++) {
      few.add(event(seq, "x"));
    }
    assertThat(few.first()).isEqualTo(18);
    assertThat(few.behind(17, FeedFilter.ALL, 1 << 20).events())
        .extracting(encoded -> encoded.event().seq())
        .containsExactly(18L, 19L, 20L);
    assertThat(few.behind(18, FeedFilter.ALL, 1).through()).isEqualTo(19);
    FeedFilter others = new FeedFilter(Set.of("q"), Set.of());
    assertThat(few.behind(17, others, 1)).isEqualTo(new RecentEvents.Some(List.of(), 20));
    few.add(event(30, "after a gap"));
    assertThat(few.first()).isEqualTo(30);

    RecentEvents small = new RecentEvents(new RecentEvents.Limits(100, 1_000), 0);
    for (long seq = 1; seq <= 20; seq++) {
      small.add(event(seq, "y".repeat(300)));
    }
    assertThat(small.first()).isEqualTo(19);
    small.add(event(21, "z".repeat(5_000)));
    assertThat(small.first()).as("the last one always stays").isEqualTo(21);
  }

  @Test
  void messagesAreAsPromised() {
    assertThat(new String(Form.Encoded.of(event(7, "x")).json(), StandardCharsets.UTF_8))
        .isEqualTo(
            "{\"type\":\"task_status\",\"data\":{\"m\":\"x\"},\"timestamp\":\"1970-01-01T00:00:00.000000Z\",\"seq\":7}");
  }
}
