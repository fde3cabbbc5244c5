package dev.consilium.memory.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.consilium.memory.Cursors;
import dev.consilium.memory.Refused;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@NullMarked
class OrderedTasksTest {
  private final Tasks tasks = Tasks.inNewProject();

  @BeforeEach
  void create() {
    for (int i = 0; i < 7; i++) {
      tasks.create(
          new NewTask(
              "t" + i,
              "Title " + (i * 3 % 7),
              null,
              null,
              List.of(),
              i % 3,
              null,
              null,
              null,
              List.of(),
              null));
      if (i % 2 == 0) {
        tasks.report("t" + i, "ann", Action.START, null, i * 10, "on it");
      }
      if (i == 4) {
        tasks.report("t" + i, "ann", Action.FINISH, null);
      }
    }
  }

  private TaskPage page(TaskOrder order, @Nullable String cursor, int offset, int limit) {
    TaskFilter filter =
        new TaskFilter(tasks.project(), Set.of(), false, null, null, null, null, null);
    return tasks.database().tasks().list(filter, order, cursor, offset, limit);
  }

  @ParameterizedTest
  @EnumSource(TaskOrder.Key.class)
  void pagesGoThroughAllTasksOnceInOrder(TaskOrder.Key key) {
    for (boolean descending : new boolean[] {false, true}) {
      TaskOrder order = new TaskOrder(key, descending);
      List<Task> whole = page(order, null, 0, 100).tasks();
      List<Task> found = new ArrayList<>();
      String cursor = null;
      do {
        TaskPage page = page(order, cursor, 0, 2);
        assertThat(page.total()).isEqualTo(7);
        found.addAll(page.tasks());
        cursor = page.nextCursor();
      } while (cursor != null);

      assertThat(found).isEqualTo(whole).hasSize(7);
      assertThat(page(order, null, 3, 2).tasks()).isEqualTo(whole.subList(3, 5));
      List<Task> turned = page(new TaskOrder(key, !descending), null, 0, 100).tasks();
      assertThat(turned.reversed()).isEqualTo(whole);
    }
  }

  @Test
  void theOrderIsThatOfTheKey() {
    assertThat(page(new TaskOrder(TaskOrder.Key.PROGRESS, true), null, 0, 2).tasks())
        .extracting(Task::taskId)
        .containsExactly("t4", "t6");
    assertThat(page(new TaskOrder(TaskOrder.Key.TITLE, false), null, 0, 1).tasks())
        .extracting(Task::title)
        .containsExactly("Title 0");
    assertThat(page(new TaskOrder(TaskOrder.Key.FINISHED_AT, true), null, 0, 1).tasks())
        .extracting(Task::taskId)
        .containsExactly("t4");
  }

  @Test
  void cursorsOfAnotherOrderOrOfNobodyAreRefused() {
    String cursor = page(TaskOrder.NEWEST_FIRST, null, 0, 2).nextCursor();
    TaskOrder other = new TaskOrder(TaskOrder.Key.TITLE, false);

    assertThatThrownBy(() -> page(other, cursor, 0, 2))
        .isInstanceOf(Refused.class)
        .hasMessageContaining("another order");
    for (String forged : List.of("", "-id", "-id\nx\n1", "-id\n1\nx", "title\n1\n\0")) {
      TaskOrder order = forged.startsWith("t") ? other : TaskOrder.NEWEST_FIRST;
      assertThatThrownBy(() -> page(order, Cursors.of(forged), 0, 2)).isInstanceOf(Refused.class);
    }
  }
}
