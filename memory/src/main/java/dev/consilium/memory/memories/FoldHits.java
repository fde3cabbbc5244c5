package dev.consilium.memory.memories;

import static dev.consilium.memory.jooq.Tables.MEMORY;
import static dev.consilium.memory.jooq.Tables.PROJECT;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;

/** Reads the memories of candidates and makes one hit of those that say nearly the same. */
final class FoldHits {
  private final DSLContext dsl;

  FoldHits(DSLContext dsl) {
    this.dsl = dsl;
  }

  /** What {@code top} finds, in its order. */
  List<MemoryHit> fold(List<Candidate> top) {
    Long[] ids = top.stream().map(Candidate::memory).toArray(Long[]::new);
    Map<Long, Memory> memories = new HashMap<>();
    dsl.select(MemoryRows.FIELDS)
        .from(MEMORY)
        .join(PROJECT)
        .on(PROJECT.ID.eq(MEMORY.PROJECT_ID))
        .where(MEMORY.ID.eq(DSL.any(ids)))
        .forEach(row -> memories.put(MemoryRows.required(row, MEMORY.ID), MemoryRows.memory(row)));
    Alike alike = new Alike();
    for (Candidate candidate : top) {
      Memory memory = memories.get(candidate.memory());
      // Forgotten between the two statements.
      if (memory != null) {
        alike.add(candidate, memory);
      }
    }
    Map<Long, Integer> wanted =
        alike.folds().stream()
            .filter(fold -> !Passages.isOne(fold.memory().text()))
            .collect(Collectors.toMap(f -> f.best().memory(), f -> f.best().passage()));
    Map<Long, String> texts = new SelectPassages(dsl).around(wanted);
    return alike.folds().stream()
        .map(fold ->
            new MemoryHit(
                fold.memory(),
                texts.getOrDefault(fold.best().memory(), fold.memory().text()),
                Math.round(fold.best().score() * 1000) / 1000.0,
                fold.best().why(),
                fold.others()))
        .toList();
  }
}
