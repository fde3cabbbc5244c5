package dev.consilium.memory.memories;

import static dev.consilium.memory.jooq.Tables.MEMORY;
import static dev.consilium.memory.jooq.Tables.PROJECT;

import dev.consilium.memory.Cursors;
import dev.consilium.memory.ValuePlans;
import java.util.List;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** The memories that a filter lets through, the latest first. */
final class LatestMemories {
  private final DSLContext dsl;
  private final MemoryFilter filter;

  LatestMemories(DSLContext dsl, MemoryFilter filter) {
    this.dsl = filter.isNarrow() ? ValuePlans.in(dsl) : dsl;
    this.filter = filter;
  }

  MemoryPage page(@Nullable String cursor, int limit) {
    Condition condition = MemoryConditions.of(dsl, filter);
    if (cursor != null) {
      condition = condition.and(MEMORY.ID.lt(Cursors.number(cursor)));
    }
    List<Memory> memories =
        dsl.select(MemoryRows.FIELDS)
            .from(MEMORY)
            .join(PROJECT)
            .on(PROJECT.ID.eq(MEMORY.PROJECT_ID))
            .where(condition)
            .orderBy(MEMORY.ID.desc())
            .limit(DSL.inline(limit + 1))
            .fetch(MemoryRows::memory);
    List<MemoryHit> hits =
        memories.stream()
            .limit(limit)
            .map(memory ->
                new MemoryHit(
                    memory, Passages.of(memory.text()).getFirst(), 0, List.of(), List.of()))
            .toList();
    return new MemoryPage(
        hits,
        hits.stream().map(hit -> Cursors.of(MemoryRows.number("id", hit.memory().id()))).toList(),
        memories.size() > limit,
        null);
  }
}
