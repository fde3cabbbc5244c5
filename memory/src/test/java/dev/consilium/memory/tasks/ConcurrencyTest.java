package dev.consilium.memory.tasks;

import static dev.consilium.memory.tasks.Tasks.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.consilium.memory.Refused;
import dev.consilium.memory.Sql;
import dev.consilium.memory.Write;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ConcurrencyTest {
  private final Tasks tasks = Tasks.inNewProject();

  private static <T> List<T> together(int threads, Callable<T> call) throws Exception {
    try (var executor = Executors.newFixedThreadPool(threads)) {
      List<T> results = new ArrayList<>();
      for (Future<T> future :
          executor.invokeAll(IntStream.range(0, threads).mapToObj(_ -> call).toList())) {
        results.add(future.get());
      }
      return results;
    }
  }

  @Test
  void noTaskIsClaimedTwice() throws Exception {
    tasks.create(IntStream.range(0, 200).mapToObj(i -> task("n" + i)).toArray(NewTask[]::new));
    ConcurrentLinkedQueue<String> claimed = new ConcurrentLinkedQueue<>();

    together(
        32,
        () -> {
          for (Optional<Claim> claim = tasks.claim("agent", Tasks.LEASE);
              claim.isPresent();
              claim = tasks.claim("agent", Tasks.LEASE)) {
            claimed.add(claim.get().task().taskId());
          }
          return null;
        });

    assertThat(claimed).hasSize(200);
    assertThat(new HashSet<>(claimed)).hasSize(200);
  }

  @Test
  void oneKeyDoesItOnce() throws Exception {
    Write write = new Write("test", "key of " + tasks.project());

    List<List<CreatedTask>> results =
        together(
            8, () -> tasks.database().tasks().create(write, tasks.project(), List.of(task(null))));

    assertThat(new HashSet<>(results)).hasSize(1);
    assertThat(tasks.database().projects().stats(tasks.project()).totalTasks()).isEqualTo(1);
    assertThatThrownBy(
            () -> tasks.database().tasks().create(write, tasks.project(), List.of(task("another"))))
        .isInstanceOfSatisfying(
            Refused.class, e -> assertThat(e.field()).isEqualTo("idempotency_key"));
  }

  @Test
  void replaysClaimsAndReports() throws Exception {
    tasks.create(task("a"), task("b"));
    Write claimKey = new Write("test", "claim in " + tasks.project());
    ClaimRequest request = new ClaimRequest(tasks.project(), "ann", Tasks.LEASE, null, null, null);

    Optional<Claim> first = tasks.database().tasks().claimNext(claimKey, request);

    assertThat(first).isPresent();
    assertThat(tasks.database().tasks().claimNext(claimKey, request)).isEqualTo(first);
    Write reportKey = new Write("test", "report in " + tasks.project());
    Report report =
        tasks.word("a", "ann", Action.PROGRESS, first.orElseThrow().claim(), 10, "on it");
    Reported reported = tasks.database().tasks().report(reportKey, report);
    assertThat(tasks.database().tasks().report(reportKey, report)).isEqualTo(reported);
    // As answers were kept that said all of the task.
    assertThat(
            Sql.column(
                """
                UPDATE consilium.idempotency
                SET response = jsonb_set(response, '{task}',
                  response -> 'task' || '{"id": 1, "title": "A", "priority": 2, "labels": []}')
                WHERE key = '%s' RETURNING 'older'
                """
                    .formatted(reportKey.idempotencyKey())))
        .containsExactly("older");
    assertThat(tasks.database().tasks().report(reportKey, report)).isEqualTo(reported);
  }

  @Test
  void thoseWhoWriteAtOnceShareTransactions() throws Exception {
    AtomicInteger agent = new AtomicInteger();
    int calls = 16 * 10 * 5;

    together(
        16,
        () -> {
          String name = "agent-" + agent.incrementAndGet();
          for (int i = 0; i < 10; i++) {
            Write key = new Write("test", tasks.project() + name + i);
            List<CreatedTask> created =
                tasks.database().tasks().create(key, tasks.project(), List.of(task(null)));
            assertThat(tasks.database().tasks().create(key, tasks.project(), List.of(task(null))))
                .isEqualTo(created);
            Claim claim = tasks.claimed(name);
            String id = claim.task().taskId();
            assertThat(claim.task().claimedBy()).isEqualTo(name);
            assertThat(tasks.report(id, name, Action.START, claim.claim()).task().status())
                .isEqualTo(TaskStatus.RUNNING);
            tasks.report(id, name, Action.PROGRESS, claim.claim(), i, name);
            assertThat(tasks.report(id, name, Action.FINISH, claim.claim()).task().status())
                .isEqualTo(TaskStatus.DONE);
            Task done = tasks.get(id);
            assertThat(done.claimedBy()).isEqualTo(name);
            assertThat(done.message()).isEqualTo(name);
            assertThat(tasks.events(id))
                .containsExactly(
                    EventType.CREATED,
                    EventType.CLAIMED,
                    EventType.STARTED,
                    EventType.PROGRESS,
                    EventType.FINISHED);
          }
          return null;
        });

    List<String> transactions =
        Sql.column(
            """
            SELECT DISTINCT e.xmin::text FROM consilium.task_event e
            JOIN consilium.task t ON t.id = e.task_id
            JOIN consilium.project p ON p.id = t.project_id AND p.name = '%s'
            """
                .formatted(tasks.project()));
    assertThat(transactions).hasSizeLessThan(calls / 2);
    assertThat(WrongCounts.in(tasks)).isEmpty();
  }

  @Test
  void countsOfOpenDependenciesStayExactInAStorm() throws Exception {
    int size = 12;
    tasks.create(IntStream.range(0, size).mapToObj(i -> task("n" + i)).toArray(NewTask[]::new));

    together(
        8,
        () -> {
          Random random = new Random();
          for (int i = 0; i < 60; i++) {
            String one = "n" + random.nextInt(size);
            String other = "n" + random.nextInt(size);
            try {
              switch (random.nextInt(5)) {
                case 0 -> tasks.update(one, List.of(other), null, null);
                case 1 -> tasks.update(one, null, List.of(other), null);
                case 2 -> tasks.move(one, TaskStatus.OPEN);
                default -> tasks.report(one, "ci", Action.FINISH, null);
              }
            } catch (Refused _) {
              // Blocked tasks, cycles and ended tasks are part of the storm.
            }
          }
          return null;
        });

    for (int i = 0; i < size; i++) {
      Task task = tasks.get("n" + i);
      if (task.status() == TaskStatus.OPEN) {
        assertThat(task.ready()).as(task.taskId()).isEqualTo(task.blockedBy().isEmpty());
      }
    }
    assertThat(WrongCounts.in(tasks)).isEmpty();
  }
}
