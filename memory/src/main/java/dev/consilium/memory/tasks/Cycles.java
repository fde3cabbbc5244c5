package dev.consilium.memory.tasks;

import static dev.consilium.memory.jooq.Tables.TASK;
import static dev.consilium.memory.jooq.Tables.TASK_DEPENDENCY;

import dev.consilium.memory.Refused;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jooq.DSLContext;

/** Tasks that would wait for themselves. */
final class Cycles {
  private Cycles() {}

  /** Refuses a cycle among new tasks: what exists already cannot refer to them. */
  static void refuse(
      Map<String, NewTask> tasks, String field, Function<NewTask, List<String>> references) {
    Set<String> clear = new HashSet<>();
    for (String start : tasks.keySet()) {
      follow(start, tasks, field, references, clear, new ArrayDeque<>());
    }
  }

  private static void follow(
      String id,
      Map<String, NewTask> tasks,
      String field,
      Function<NewTask, List<String>> references,
      Set<String> clear,
      Deque<String> path) {
    NewTask task = tasks.get(id);
    if (task == null || clear.contains(id)) {
      return;
    }
    if (path.contains(id)) {
      List<String> cycle = List.copyOf(path);
      throw cycle(
          field, String.join(" → ", cycle.subList(cycle.indexOf(id), cycle.size())) + " → " + id);
    }
    path.addLast(id);
    for (String next : references.apply(task)) {
      follow(next, tasks, field, references, clear, path);
    }
    path.removeLast();
    clear.add(id);
  }

  /** Refuses that {@code task} depends on {@code dependency}, if that waits for it already. */
  static void refuse(DSLContext dsl, long task, long dependency) {
    Map<Long, Long> reachedFrom = new HashMap<>();
    Set<Long> frontier = Set.of(dependency);
    while (!frontier.isEmpty() && !frontier.contains(task)) {
      Set<Long> next = new HashSet<>();
      dsl.select(TASK_DEPENDENCY.TASK_ID, TASK_DEPENDENCY.DEPENDS_ON)
          .from(TASK_DEPENDENCY)
          .where(TASK_DEPENDENCY.TASK_ID.in(frontier))
          .forEach(row -> {
            if (reachedFrom.putIfAbsent(row.value2(), row.value1()) == null) {
              next.add(row.value2());
            }
          });
      frontier = next;
    }
    if (frontier.contains(task)) {
      Deque<Long> path = new ArrayDeque<>();
      path.addFirst(task);
      for (Long at = task; at != null && at != dependency; ) {
        at = reachedFrom.get(at);
        if (at != null) {
          path.addFirst(at);
        }
      }
      path.addFirst(task);
      Map<Long, String> names =
          dsl.select(TASK.ID, TASK.TASK_ID)
              .from(TASK)
              .where(TASK.ID.in(Set.copyOf(path)))
              .fetchMap(TASK.ID, TASK.TASK_ID);
      throw cycle("add_depends_on", String.join(" → ", path.stream().map(names::get).toList()));
    }
  }

  private static Refused cycle(String field, String path) {
    return new Refused(field, "this would be a cycle: " + path + ".");
  }
}
