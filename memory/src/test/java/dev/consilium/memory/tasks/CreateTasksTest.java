package dev.consilium.memory.tasks;

import static dev.consilium.memory.tasks.Tasks.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.consilium.memory.Refused;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CreateTasksTest {
  @Test
  void nothingToCreateIsNoMistake() {
    assertThat(tasks.create()).isEmpty();
  }

  private final Tasks tasks = Tasks.inNewProject();

  @Test
  void createsAPlanInAnyOrder() {
    List<CreatedTask> created = tasks.create(task("b", "a"), task("a"), task(null, "b"));

    assertThat(created)
        .containsExactly(
            new CreatedTask("b", TaskStatus.OPEN, false, false),
            new CreatedTask("a", TaskStatus.OPEN, true, false),
            new CreatedTask(created.getLast().taskId(), TaskStatus.OPEN, false, false));
    assertThat(tasks.get("b").blockedBy()).containsExactly("a");
    assertThat(tasks.get(created.getLast().taskId()).dependsOn()).containsExactly("b");
  }

  @Test
  void ourIdsPassOverThoseOfClients() {
    String ours = tasks.create(task(null)).getFirst().taskId();
    assertThat(ours).matches("t\\d+");
    int number = Integer.parseInt(ours.substring(1));
    // Each of these takes a number too, so that ours come to their names.
    int taken = 5;
    tasks.create(
        IntStream.rangeClosed(number + taken + 1, number + 2 * taken)
            .mapToObj(n -> task("t" + n))
            .toArray(NewTask[]::new));

    List<CreatedTask> created = tasks.create(task(null), task(null));

    assertThat(created).allMatch(task -> !task.existed());
    assertThat(tasks.database().projects().stats(tasks.project()).totalTasks())
        .isEqualTo(3 + taken);
  }

  @Test
  void theSameAgainIsARepeat() {
    tasks.create(task("a"), task("b", "a"));

    assertThat(tasks.create(task("a"), task("b", "a"))).allMatch(CreatedTask::existed);
    assertThat(tasks.events("b")).containsExactly(EventType.CREATED);
  }

  @Test
  void otherContentUnderAnIdIsRefusedAsAWhole() {
    tasks.create(task("a"));

    assertThatThrownBy(() -> tasks.create(task("new"), task("a", "new")))
        .isInstanceOfSatisfying(Refused.class, e -> assertThat(e.field()).isEqualTo("task_id"));
    assertThatThrownBy(() -> tasks.get("new")).isInstanceOf(Refused.class);
  }

  @Test
  void namesTheCycle() {
    assertThatThrownBy(() -> tasks.create(task("a", "b"), task("b", "a")))
        .isInstanceOf(Refused.class)
        .hasMessageContaining("a → b → a");
  }

  @Test
  void offersTheNearestIdForAnUnknownDependency() {
    tasks.create(task("deploy"));

    assertThatThrownBy(() -> tasks.create(task("x", "deplyo")))
        .isInstanceOfSatisfying(Refused.class, e -> assertThat(e.field()).isEqualTo("depends_on"))
        .hasMessageContaining("Did you mean \"deploy\"?");
  }

  @Test
  void laterEditsCannotCloseACycle() {
    tasks.create(task("a"), task("b", "a"), task("c", "b"));

    assertThatThrownBy(() -> tasks.update("a", List.of("c"), null, null))
        .isInstanceOf(Refused.class)
        .hasMessageContaining("a → c → b → a");
  }

  @Test
  void lowerWorksOnCyrillic() {
    tasks.create(
        new NewTask(
            "к", "Написать Отчёт", null, null, List.of(), 2, null, null, null, List.of(), null));
    TaskFilter filter =
        new TaskFilter(tasks.project(), Set.of(), false, null, null, null, null, "ОТЧЁТ");

    assertThat(tasks.database().tasks().list(filter, null, 10).tasks()).hasSize(1);
  }

  @Test
  void pagesByCursor() {
    tasks.create(task("a"), task("b"), task("c"));
    TaskFilter filter =
        new TaskFilter(tasks.project(), Set.of(), false, null, null, null, null, null);

    TaskPage first = tasks.database().tasks().list(filter, null, 2);
    TaskPage second = tasks.database().tasks().list(filter, first.nextCursor(), 2);

    assertThat(first.total()).isEqualTo(3);
    assertThat(first.tasks()).extracting(Task::taskId).containsExactly("a", "b");
    assertThat(second.tasks()).extracting(Task::taskId).containsExactly("c");
    assertThat(second.nextCursor()).isNull();
    assertThatThrownBy(() -> tasks.database().tasks().list(filter, "garbage", 2))
        .isInstanceOfSatisfying(Refused.class, e -> assertThat(e.field()).isEqualTo("cursor"));
  }
}
