package dev.consilium.memory.decisions;

import static dev.consilium.memory.jooq.Tables.DECISION;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jooq.DSLContext;

/** Finds the accepted decisions that hold for files or tasks. */
final class SelectGoverning {
  private static final int MOST = 50;

  private final DSLContext dsl;
  private final long project;

  SelectGoverning(DSLContext dsl, long project) {
    this.dsl = dsl;
    this.project = project;
  }

  List<Decision> of(List<String> files, List<String> tasks) {
    List<Long> ids = new ArrayList<>();
    dsl.select(DECISION.ID, DECISION.FILES, DECISION.TASKS)
        .from(DECISION)
        .where(DecisionRows.accepted(project))
        .orderBy(DECISION.ID.desc())
        .forEach(row -> {
          boolean ofTask = tasks.stream().anyMatch(Arrays.asList(row.value3())::contains);
          if (ofTask || !FilePatterns.covering(List.of(row.value2()), files).isEmpty()) {
            ids.add(row.value1());
          }
        });
    return DecisionRows.read(dsl, ids.size() > MOST ? ids.subList(0, MOST) : ids);
  }
}
