package dev.consilium.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consilium.memory.tasks.EventType;
import dev.consilium.memory.tasks.NewTask;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ChangesTest {
  @Test
  void newsReachOtherDatabasesOfTheSameServer() throws InterruptedException {
    String project = TestDatabase.fresh("project");
    LinkedBlockingQueue<Change> heard = new LinkedBlockingQueue<>();
    try (Database other = TestDatabase.open(TestDatabase.sharedHome());
        Changes.Subscription _ = other.changes().subscribe(Changes.Topic.PROJECTS, heard::add)) {
      assertThat(heard.poll(30, TimeUnit.SECONDS)).isEqualTo(new Change.Resync());
      Changes.Subscription tasks = other.changes().subscribe(Changes.Topic.TASKS, heard::add);
      assertThat(heard.poll(30, TimeUnit.SECONDS)).isEqualTo(new Change.Resync());

      var _ =
          TestDatabase.shared()
              .tasks()
              .create(
                  new Write("test", null),
                  project,
                  List.of(
                      new NewTask(
                          "a", "A", null, null, List.of(), 2, null, null, null, List.of(), null)));

      // Each topic has a connection of its own, so that they come in any order.
      assertThat(
              List.of(
                  Objects.requireNonNull(heard.poll(30, TimeUnit.SECONDS)),
                  Objects.requireNonNull(heard.poll(30, TimeUnit.SECONDS))))
          .containsExactlyInAnyOrder(
              new Change.ProjectCreated(project),
              new Change.TaskChanged(project, "a", EventType.CREATED, true));
      tasks.close();
    }
  }
}
