package dev.consilium.memory.tasks;

import static dev.consilium.memory.jooq.Tables.AGENT;

import dev.consilium.memory.CallRows;
import dev.consilium.memory.Prepared;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jooq.DSLContext;
import org.jooq.Param;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** Agents come into being when they are first named. */
final class Agents {
  private static final Param<String> NAME = DSL.param("name", AGENT.NAME);
  private static final Prepared INSERT =
      Prepared.of(
          DSL.insertInto(AGENT).set(AGENT.NAME, NAME).onConflictDoNothing(),
          DSL.insertInto(AGENT)
              .columns(AGENT.NAME)
              .select(
                  // In an order, so that no two wait for each other.
                  DSL.select(CallRows.value(NAME))
                      .from(CallRows.of(NAME))
                      .orderBy(CallRows.value(NAME)))
              .onConflictDoNothing());

  private final Remembered stored = new Remembered();

  void ensure(DSLContext dsl, @Nullable String name) {
    if (name != null && !stored.has(name)) {
      INSERT.call().with(NAME, name).execute(dsl);
    }
  }

  /** What {@link #ensure} writes for them. */
  List<Prepared.Call> ensuring(Stream<@Nullable String> names) {
    return names
        .filter(Objects::nonNull)
        .distinct()
        .filter(name -> !stored.has(name))
        .map(name -> INSERT.call().with(NAME, name))
        .toList();
  }

  /** To be called after the commit. */
  void remember(@Nullable String name) {
    if (name != null) {
      stored.add(name);
    }
  }
}
