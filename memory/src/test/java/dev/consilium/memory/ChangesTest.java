package dev.consilium.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consilium.memory.tasks.EventType;
import dev.consilium.memory.tasks.NewTask;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
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

  @Test
  void whoWaitsHoldsUpNobodyAndIsToldOnce() throws InterruptedException {
    CountDownLatch released = new CountDownLatch(1);
    LinkedBlockingQueue<Change> heard = new LinkedBlockingQueue<>();
    PatientDelivery delivery =
        new PatientDelivery(change -> {
          heard.add(change);
          awaitUninterruptibly(released);
        });
    Change first = new Change.ProjectCreated("first");
    Change again = new Change.ProjectCreated("again");
    Change last = new Change.ProjectCreated("last");
    delivery.accept(first);
    assertThat(heard.poll(30, TimeUnit.SECONDS)).isEqualTo(first);
    for (Change change : List.of(again, again, last, again)) {
      delivery.accept(change);
    }
    assertThat(heard).isEmpty();
    released.countDown();
    assertThat(heard.poll(30, TimeUnit.SECONDS)).isEqualTo(again);
    assertThat(heard.poll(30, TimeUnit.SECONDS)).isEqualTo(last);
    delivery.accept(first);
    assertThat(heard.poll(30, TimeUnit.SECONDS)).isEqualTo(first);
    assertThat(heard).isEmpty();
  }

  @Test
  void whoFallsTooFarBehindIsToldToLookAgain() throws InterruptedException {
    CountDownLatch released = new CountDownLatch(1);
    LinkedBlockingQueue<Change> heard = new LinkedBlockingQueue<>();
    PatientDelivery delivery =
        new PatientDelivery(change -> {
          awaitUninterruptibly(released);
          heard.add(change);
        });
    Change last = new Change.ProjectCreated("last");
    for (int i = 0; i <= PatientDelivery.MOST; i++) {
      delivery.accept(new Change.ProjectCreated("p" + i));
    }
    delivery.accept(new Change.ProjectCreated("one too many"));
    delivery.accept(last);
    released.countDown();
    List<Change> all = new ArrayList<>();
    do {
      all.add(Objects.requireNonNull(heard.poll(30, TimeUnit.SECONDS)));
    } while (!all.getLast().equals(last));
    assertThat(all).hasSizeLessThan(10).contains(new Change.Resync());
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
