package dev.consilium.memory.tasks;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Names that are known to be stored for good, which saves a statement for each call. */
final class Remembered {
  private static final int MOST = 10_000;

  private final Set<String> names = ConcurrentHashMap.newKeySet();

  boolean has(String name) {
    return names.contains(name);
  }

  /** To be called after the commit. */
  void add(String name) {
    if (names.size() >= MOST) {
      names.clear();
    }
    names.add(name);
  }
}
