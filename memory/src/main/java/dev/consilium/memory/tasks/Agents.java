package dev.consilium.memory.tasks;

import static dev.consilium.memory.jooq.Tables.AGENT;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/** Agents come into being when they are first named. */
final class Agents {
  private static final int MAX_REMEMBERED = 10_000;

  private final Set<String> stored = ConcurrentHashMap.newKeySet();

  void ensure(DSLContext dsl, @Nullable String name) {
    if (name != null && !stored.contains(name)) {
      var _ = dsl.insertInto(AGENT, AGENT.NAME).values(name).onConflictDoNothing().execute();
    }
  }

  /** To be called after the commit: saves the next writers a statement. */
  void remember(@Nullable String name) {
    if (name != null) {
      if (stored.size() >= MAX_REMEMBERED) {
        stored.clear();
      }
      stored.add(name);
    }
  }
}
