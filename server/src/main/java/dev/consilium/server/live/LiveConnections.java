package dev.consilium.server.live;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** How many clients watch at this node. Thread-safe. */
public final class LiveConnections {
  private final AtomicInteger total = new AtomicInteger();
  private final Map<String, Integer> byProject = new ConcurrentHashMap<>();

  public LiveConnections() {}

  /** All that are open. */
  public int total() {
    return total.get();
  }

  /** How many watch a project by its name; who watches all of them is not counted here. */
  public Map<String, Integer> byProject() {
    return new TreeMap<>(byProject);
  }

  void opened(Iterable<String> projects) {
    total.incrementAndGet();
    for (String project : projects) {
      byProject.merge(project, 1, Integer::sum);
    }
  }

  void closed(Iterable<String> projects) {
    total.decrementAndGet();
    for (String project : projects) {
      byProject.computeIfPresent(project, (_, count) -> count == 1 ? null : count - 1);
    }
  }
}
