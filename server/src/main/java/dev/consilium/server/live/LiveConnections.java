package dev.consilium.server.live;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** How many clients watch at this node, and what became of them. Thread-safe. */
public final class LiveConnections {
  private final AtomicInteger total = new AtomicInteger();
  private final AtomicInteger webSockets = new AtomicInteger();
  private final LongAdder events = new LongAdder();
  private final LongAdder dropped = new LongAdder();
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

  /** Those of them that have a WebSocket. */
  public int webSockets() {
    return webSockets.get();
  }

  /** Those of them that read an event stream. */
  public int eventStreams() {
    return Math.max(0, total.get() - webSockets.get());
  }

  /** Events that were read here for whoever watches, since the start. */
  public long events() {
    return events.sum();
  }

  /** Clients that were cut off since they read too slowly. */
  public long dropped() {
    return dropped.sum();
  }

  void read(int count) {
    events.add(count);
  }

  void wasDropped() {
    dropped.increment();
  }

  void opened(Form form, Iterable<String> projects) {
    total.incrementAndGet();
    if (form == Form.WEB_SOCKET) {
      webSockets.incrementAndGet();
    }
    for (String project : projects) {
      byProject.merge(project, 1, Integer::sum);
    }
  }

  void closed(Form form, Iterable<String> projects) {
    total.decrementAndGet();
    if (form == Form.WEB_SOCKET) {
      webSockets.decrementAndGet();
    }
    for (String project : projects) {
      byProject.computeIfPresent(project, (_, count) -> count == 1 ? null : count - 1);
    }
  }
}
