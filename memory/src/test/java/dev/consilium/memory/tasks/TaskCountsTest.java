package dev.consilium.memory.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.consilium.memory.Projects;
import dev.consilium.memory.Refused;
import dev.consilium.memory.TestDatabase;
import dev.consilium.memory.Transactions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Test;

class TaskCountsTest {
  private static final int STORM = 6;
  private static final int STEPS = 80;
  private static final int SIZE = 16;

  private final Tasks tasks = Tasks.inNewProject();
  private final Transactions transactions = TestDatabase.transactions();

  @Test
  void areThoseOfARecountAtAnyTime() throws Exception {
    for (int i = 0; i < SIZE; i++) {
      tasks.create(task("n" + i, i));
    }
    AtomicBoolean over = new AtomicBoolean();
    try (var executor = Executors.newFixedThreadPool(STORM + 2)) {
      List<Future<?>> storm = new ArrayList<>();
      for (int i = 0; i < STORM; i++) {
        int seed = i;
        storm.add(executor.submit(() -> stir(seed)));
      }
      Future<?> folding =
          executor.submit(() -> {
            while (!over.get()) {
              boolean _ = TaskCounts.fold(transactions);
            }
          });
      Future<Integer> looking =
          executor.submit(() -> {
            int looks = 0;
            for (; !over.get(); looks++) {
              assertThat(wrong()).isEmpty();
            }
            return looks;
          });
      try {
        for (Future<?> one : storm) {
          one.get();
        }
      } finally {
        over.set(true);
      }
      folding.get();
      assertThat(looking.get()).isPositive();
    }

    assertThat(wrong()).isEmpty();
    compareWithTheTasks();
    foldAll();
    assertThat(wrong()).isEmpty();
    compareWithTheTasks();
    listsSayHowManyThereAre();
  }

  @Test
  void whatWasRolledBackDoesNotCount() {
    tasks.create(task("a", 1), task("b", 2, "a"));
    ProjectStats before = stats();

    assertThatThrownBy(() ->
            transactions.write(dsl -> {
              int _ =
                  dsl.execute(
                      "UPDATE task SET status = 'cancelled' WHERE project_id = {0}", id(dsl));
              int _ =
                  dsl.execute(
                      "INSERT INTO task (project_id, task_id, title) VALUES ({0}, 'c', 'C')",
                      id(dsl));
              assertThat(counted(dsl, "cancelled")).isEqualTo(2);
              assertThat(counted(dsl, "ready")).isEqualTo(1);
              throw new IllegalStateException("no");
            }))
        .hasMessage("no");

    assertThat(stats()).isEqualTo(before);
    assertThat(before.totalTasks()).isEqualTo(2);
    assertThat(wrong()).isEmpty();
  }

  @Test
  void aPlanIsFewChangesAndASignOfLifeIsNone() {
    NewTask[] plan = new NewTask[50];
    for (int i = 0; i < plan.length; i++) {
      plan[i] = i == 0 ? task("n0", 0) : task("n" + i, i, "n" + (i - 1));
    }
    whileNobodyFolds(() -> {
      tasks.create(plan);
      assertThat(changes()).isEqualTo(2);
    });

    long claim = tasks.claimed("ann").claim();
    tasks.report("n0", "ann", Action.START, claim);
    foldAll();
    whileNobodyFolds(() -> {
      tasks.report("n0", "ann", Action.PROGRESS, claim, 50, "halfway");
      assertThat(changes()).as("news, for when the project was worked on").isEqualTo(1);
      tasks.report("n0", "ann", Action.PROGRESS, claim);
      assertThat(changes()).isEqualTo(1);
    });
    assertThat(stats().active()).isEqualTo(1);
    assertThat(stats().blocked()).isEqualTo(49);
    compareWhenItWasWorkedOn();
    foldAll();
    compareWhenItWasWorkedOn();
  }

  private void whileNobodyFolds(Runnable work) {
    transactions.write(dsl -> {
      int _ = dsl.execute("SELECT pg_advisory_xact_lock(hashtext('task_count_fold'))");
      work.run();
      return 0;
    });
  }

  /** The database does so by itself as well, one at a time. */
  private void foldAll() {
    do {
      boolean _ = TaskCounts.fold(transactions);
    } while (changes() > 0);
  }

  private void compareWhenItWasWorkedOn() {
    Instant last = tasks.database().tasks().get(tasks.project(), "n0", 0).task().updatedAt();
    assertThat(tasks.database().projects().get(tasks.project()).updatedAt()).isEqualTo(last);
  }

  private static NewTask task(String id, int dice, String... dependsOn) {
    return new NewTask(
        id,
        "Title of " + id,
        null,
        null,
        List.of(),
        2,
        null,
        dice % 3 == 0 ? Instant.now().minusSeconds(60) : null,
        null,
        List.of(dependsOn),
        null);
  }

  private void stir(int seed) {
    Random random = new Random(seed);
    String agent = "agent-" + seed;
    for (int i = 0; i < STEPS; i++) {
      String one = "n" + random.nextInt(SIZE);
      String other = "n" + random.nextInt(SIZE);
      try {
        switch (random.nextInt(9)) {
          case 0 -> {
            String name = "s%d-%d".formatted(seed, i);
            tasks.create(task(name, i), task(name + "-b", i + 1, name, one));
          }
          case 1 -> tasks.update(one, List.of(other), null, null);
          case 2 -> tasks.update(one, null, List.of(other), null);
          case 3 -> tasks.move(one, TaskStatus.OPEN);
          case 4 -> tasks.move(one, TaskStatus.CANCELLED);
          case 5 -> tasks.report(one, agent, Action.FINISH, null);
          case 6 -> letLeaseRunOut();
          default -> work(agent, random);
        }
      } catch (Refused _) {
        // Blocked tasks, cycles, lost leases and ended tasks are part of the storm.
      }
    }
  }

  private void work(String agent, Random random) {
    var claimed = tasks.claimInNewProcess(agent, Tasks.LEASE);
    if (claimed.isEmpty()) {
      return;
    }
    String id = claimed.get().task().taskId();
    long claim = claimed.get().claim();
    if (random.nextBoolean()) {
      tasks.report(id, agent, Action.START, claim);
      tasks.report(id, agent, Action.PROGRESS, claim, random.nextInt(100), "at it");
    }
    switch (random.nextInt(4)) {
      case 0 -> tasks.report(id, agent, Action.FAIL, claim);
      case 1 -> tasks.report(id, agent, Action.RELEASE, claim);
      case 2 -> tasks.report(id, agent, Action.FINISH, claim);
      default -> {
        // Keeps it until its lease runs out.
      }
    }
  }

  /** Of one task; whoever claims next takes it back. */
  private void letLeaseRunOut() {
    int _ =
        transactions.write(dsl ->
            dsl.execute(
                """
                UPDATE task SET lease_expires_at = clock_timestamp() - interval '1 second',
                  lease_check_at = clock_timestamp() - interval '1 second'
                WHERE id = (SELECT id FROM task
                  WHERE project_id = {0} AND lease_expires_at IS NOT NULL
                  LIMIT 1 FOR UPDATE SKIP LOCKED)
                """,
                id(dsl)));
  }

  private Field<Long> id(DSLContext dsl) {
    return DSL.val(Projects.known(dsl, tasks.project()));
  }

  /** States whose count is another than that of the tasks, as one statement sees both. */
  private List<String> wrong() {
    return transactions.read(dsl ->
        dsl.resultQuery(
                """
                SELECT state || ': ' || sum(tasks) || ', ' || sum(seconds) || ', ' || sum(timed)
                FROM (
                  SELECT state, tasks, seconds, timed FROM task_count_now WHERE project_id = {0}
                  UNION ALL
                  SELECT
                    CASE WHEN status = 'open' AND open_dependencies = 0 THEN 'ready'
                      WHEN status = 'open' THEN 'blocked' ELSE status END,
                    -1,
                    CASE WHEN status = 'done' THEN -coalesce(duration_seconds, 0) ELSE 0 END::numeric,
                    CASE WHEN status = 'done' AND duration_seconds IS NOT NULL THEN -1 ELSE 0 END
                  FROM task WHERE project_id = {0}
                ) AS both_sides
                GROUP BY state
                HAVING sum(tasks) <> 0 OR sum(seconds) <> 0 OR sum(timed) <> 0
                """,
                id(dsl))
            .fetch(0, String.class));
  }

  private long counted(DSLContext dsl, String state) {
    return dsl.resultQuery(
            "SELECT sum(tasks) FROM task_count_now WHERE project_id = {0} AND state = {1}",
            id(dsl), DSL.val(state))
        .fetchSingle(0, Long.class);
  }

  private long changes() {
    return transactions.read(dsl ->
        dsl.resultQuery("SELECT count(*) FROM task_count_change WHERE project_id = {0}", id(dsl))
            .fetchSingle(0, Long.class));
  }

  private ProjectStats stats() {
    return tasks.database().projects().stats(tasks.project());
  }

  private void listsSayHowManyThereAre() {
    List<Set<TaskStatus>> wanted = new ArrayList<>();
    wanted.add(Set.of());
    wanted.add(Set.of(TaskStatus.OPEN, TaskStatus.DONE));
    for (TaskStatus status : TaskStatus.values()) {
      wanted.add(Set.of(status));
    }
    for (Set<TaskStatus> statuses : wanted) {
      for (boolean ready : new boolean[] {false, true}) {
        TaskFilter filter =
            new TaskFilter(tasks.project(), statuses, ready, null, null, null, null, null);
        TaskPage page = tasks.database().tasks().list(filter, null, TaskPage.MAX_TOTAL);
        assertThat(page.tasks()).as("%s, ready %s", statuses, ready).hasSize((int) page.total());
      }
    }
  }

  private void compareWithTheTasks() {
    Record counted =
        transactions.read(dsl ->
            dsl.resultQuery(
                    """
                    SELECT count(*),
                      count(*) FILTER (WHERE status = 'open' AND open_dependencies = 0),
                      count(*) FILTER (WHERE status = 'open' AND open_dependencies > 0),
                      count(*) FILTER (WHERE status IN ('claimed', 'running')),
                      count(*) FILTER (WHERE status = 'done'),
                      count(*) FILTER (WHERE status = 'failed'),
                      count(*) FILTER (WHERE status = 'cancelled'),
                      count(*) FILTER (
                        WHERE status IN ('open', 'claimed', 'running') AND due_at < now()),
                      avg(duration_seconds) FILTER (WHERE status = 'done'),
                      max(updated_at)
                    FROM task WHERE project_id = {0}
                    """,
                    id(dsl))
                .fetchSingle());
    ProjectStats stats = stats();
    assertThat(
            List.of(
                stats.totalTasks(),
                stats.ready(),
                stats.blocked(),
                stats.active(),
                stats.completed(),
                stats.failed(),
                stats.cancelled(),
                stats.overdue()))
        .isEqualTo(IntStream.range(0, 8).mapToObj(i -> counted.get(i, Long.class)).toList());
    assertThat(stats.completed()).isPositive();
    assertThat(stats.overdue()).isPositive();
    assertThat(stats.averageDuration())
        .isNotNull()
        .isCloseTo(counted.get(8, Double.class), within(1e-9));

    ProjectSummary summary = tasks.database().projects().get(tasks.project());
    assertThat(summary.open()).isEqualTo(stats.ready() + stats.blocked());
    assertThat(summary.ready()).isEqualTo(stats.ready());
    assertThat(summary.active()).isEqualTo(stats.active());
    assertThat(summary.done()).isEqualTo(stats.completed());
    assertThat(summary.failed()).isEqualTo(stats.failed());
    assertThat(summary.cancelled()).isEqualTo(stats.cancelled());
    assertThat(summary.updatedAt()).isAfterOrEqualTo(counted.get(9, Instant.class));
  }
}
