package dev.consilium.memory.memories;

import static dev.consilium.memory.jooq.Tables.MEMORY;

import java.time.Instant;
import java.util.List;
import org.jooq.DSLContext;

/** The memories of decisions, written in the transaction of the decision itself. */
public final class DecisionMemories {
  private final DSLContext dsl;
  private final long projectId;
  private final Instant now;

  public DecisionMemories(DSLContext dsl, long projectId, Instant now) {
    this.dsl = dsl;
    this.projectId = projectId;
    this.now = now;
  }

  public void remember(NewMemory memory) {
    var _ = new AddMemories(dsl, projectId, now).add(List.of(memory));
  }

  /** What was decided holds no more: from now on it is found by those who ask for what is past. */
  public void retire(String decisionId) {
    int _ =
        dsl.update(MEMORY)
            .set(MEMORY.VALID_UNTIL, AddMemories.time(now))
            .set(MEMORY.UPDATED_AT, AddMemories.time(now))
            .where(MEMORY.PROJECT_ID.eq(projectId), MEMORY.DECISION_ID.eq(decisionId))
            .execute();
  }
}
