package dev.consilium.memory.memories;

import static dev.consilium.memory.jooq.Tables.MEMORY_OUTCOME;
import static dev.consilium.memory.jooq.Tables.TASK;
import static dev.consilium.memory.jooq.Tables.TASK_EVENT;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/** Makes memories of how tasks ended, where there is more to tell than that they did. */
public final class RememberOutcomes {
  private static final int AT_ONCE = 50;
  private static final int LONGEST = 20_000;

  private final DSLContext dsl;
  private final Instant now;

  public RememberOutcomes(DSLContext dsl, Instant now) {
    this.dsl = dsl;
    this.now = now;
  }

  private record Outcome(long event, long project, @Nullable NewMemory memory) {}

  /** Takes the next of them, within a transaction; false if there was none. */
  public boolean some() {
    List<Outcome> outcomes =
        dsl.select(
                TASK_EVENT.ID,
                TASK_EVENT.TYPE,
                TASK_EVENT.AGENT,
                TASK.PROJECT_ID,
                TASK.TASK_ID,
                TASK.TITLE,
                TASK.LABELS,
                TASK.MESSAGE,
                TASK.RESULT,
                TASK.ERROR_TYPE,
                TASK.ERROR_MESSAGE)
            .from(MEMORY_OUTCOME)
            .join(TASK_EVENT)
            .on(TASK_EVENT.ID.eq(MEMORY_OUTCOME.EVENT_ID))
            .join(TASK)
            .on(TASK.ID.eq(TASK_EVENT.TASK_ID))
            .orderBy(MEMORY_OUTCOME.EVENT_ID)
            .limit(AT_ONCE)
            .forUpdate()
            .of(MEMORY_OUTCOME)
            .skipLocked()
            .fetch(RememberOutcomes::outcome);
    if (outcomes.isEmpty()) {
      return false;
    }
    Map<Long, List<Outcome>> byProject =
        outcomes.stream()
            .filter(outcome -> outcome.memory() != null)
            .collect(Collectors.groupingBy(Outcome::project));
    byProject.forEach((project, some) -> {
      List<NewMemory> memories =
          some.stream().map(Outcome::memory).filter(Objects::nonNull).toList();
      var _ = new AddMemories(dsl, project, now).add(memories);
    });
    int _ =
        dsl.deleteFrom(MEMORY_OUTCOME)
            .where(MEMORY_OUTCOME.EVENT_ID.in(outcomes.stream().map(Outcome::event).toList()))
            .execute();
    return true;
  }

  private static Outcome outcome(Record row) {
    return new Outcome(
        MemoryRows.required(row, TASK_EVENT.ID),
        MemoryRows.required(row, TASK.PROJECT_ID),
        memory(row));
  }

  private static @Nullable NewMemory memory(Record row) {
    boolean failed = MemoryRows.required(row, TASK_EVENT.TYPE).equals("failed");
    String told =
        failed
            ? joined(row.get(TASK.ERROR_TYPE), row.get(TASK.ERROR_MESSAGE))
            : joined(row.get(TASK.MESSAGE), row.get(TASK.RESULT));
    if (told.isBlank()) {
      return null;
    }
    String text = MemoryRows.required(row, TASK.TITLE) + (failed ? " failed: " : ": ") + told;
    return new NewMemory(
        text.substring(0, Math.min(LONGEST, text.length())),
        failed ? Kind.ERROR : Kind.OUTCOME,
        List.of(MemoryRows.required(row, TASK.LABELS)),
        List.of(),
        row.get(TASK.TASK_ID),
        null,
        NewMemory.DEFAULT_IMPORTANCE,
        null,
        null,
        row.get(TASK_EVENT.AGENT),
        null);
  }

  private static String joined(@Nullable String first, @Nullable String second) {
    if (first == null || first.isBlank()) {
      return second == null ? "" : second.strip();
    }
    return second == null || second.isBlank() || second.equals(first)
        ? first.strip()
        : first.strip() + ". " + second.strip();
  }
}
