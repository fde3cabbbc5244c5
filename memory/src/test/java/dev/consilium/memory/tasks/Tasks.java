package dev.consilium.memory.tasks;

import dev.consilium.memory.Database;
import dev.consilium.memory.Sql;
import dev.consilium.memory.TestDatabase;
import dev.consilium.memory.Write;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Short forms for tests: one project, and what is done in it. */
record Tasks(Database database, String project) {
  static final Write WRITE = new Write("test", null);
  static final Duration LEASE = Duration.ofMinutes(5);

  static Tasks inNewProject() {
    return new Tasks(TestDatabase.shared(), TestDatabase.fresh("project"));
  }

  static NewTask task(@Nullable String id, String... dependsOn) {
    return new NewTask(
        id, "Title of " + id, null, null, List.of(), 2, null, null, null, List.of(dependsOn), null);
  }

  List<CreatedTask> create(NewTask... tasks) {
    return database.tasks().create(WRITE, project, List.of(tasks));
  }

  Task get(String id) {
    return database.tasks().get(project, id, 0).task();
  }

  List<EventType> events(String id) {
    return database.tasks().get(project, id, 100).events().stream().map(TaskEvent::type).toList();
  }

  Optional<Claim> claim(String agent, Duration lease) {
    return claim(database.tasks(), agent, lease);
  }

  /** By one that has not looked yet for leases that ran out; the others may in a second. */
  Optional<Claim> claimInNewProcess(String agent, Duration lease) {
    return claim(new TaskStore(TestDatabase.transactions(), _ -> {}), agent, lease);
  }

  private Optional<Claim> claim(TaskStore store, String agent, Duration lease) {
    return store.claimNext(WRITE, new ClaimRequest(project, agent, lease, null, null, null));
  }

  Claim claimed(String agent) {
    return claim(agent, LEASE).orElseThrow();
  }

  /** As if all of its time had passed without a report. */
  void letLeaseRunOut(String id) throws Exception {
    List<String> _ =
        Sql.column(
            """
            UPDATE consilium.task t SET lease_expires_at = clock_timestamp() - interval '1 second',
                  lease_check_at = clock_timestamp() - interval '1 second'
            FROM consilium.project p
            WHERE p.id = t.project_id AND p.name = '%s' AND t.task_id = '%s'
            RETURNING t.task_id
            """
                .formatted(project, id));
  }

  Reported report(String id, String agent, Action action, @Nullable Long claim) {
    return report(id, agent, action, claim, null, null);
  }

  Reported report(
      String id,
      String agent,
      Action action,
      @Nullable Long claim,
      @Nullable Integer progress,
      @Nullable String message) {
    return database.tasks().report(WRITE, word(id, agent, action, claim, progress, message));
  }

  Report word(
      String id,
      String agent,
      Action action,
      @Nullable Long claim,
      @Nullable Integer progress,
      @Nullable String message) {
    return new Report(
        project, id, agent, action, claim, null, progress, message, null, null, null, null, null,
        null, null);
  }

  Task move(String id, TaskStatus target) {
    return update(id, null, null, target);
  }

  Task update(
      String id,
      @Nullable List<String> add,
      @Nullable List<String> remove,
      @Nullable TaskStatus target) {
    return database
        .tasks()
        .update(
            WRITE,
            new TaskChange(
                project, id, "tester", null, null, null, null, null, null, null, null, add, remove,
                null, null, target));
  }
}
