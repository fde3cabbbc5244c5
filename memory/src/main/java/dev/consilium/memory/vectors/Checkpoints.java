package dev.consilium.memory.vectors;

import static dev.consilium.memory.jooq.Tables.VECTOR_CHECKPOINT;

import dev.consilium.memory.Transactions;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jooq.impl.DSL;
import org.jooq.types.DayToSecond;

/** How far indexes on servers have followed, and who feeds them: one process at a time. */
final class Checkpoints {
  /** Longer than any one write; then another process may go on. */
  private static final DayToSecond LEASE = DayToSecond.valueOf(Duration.ofSeconds(60));

  private final Transactions transactions;
  private static final Duration RENEWED_AFTER = Duration.ofSeconds(15);

  private final UUID self = UUID.randomUUID();
  private final Map<String, Held> held = new ConcurrentHashMap<>();

  private record Held(long xid, long since) {
    boolean isFresh() {
      return System.nanoTime() - since < RENEWED_AFTER.toNanos();
    }
  }

  Checkpoints(Transactions transactions) {
    this.transactions = transactions;
  }

  /** Takes or renews the right to feed an index; empty while another process has it. */
  OptionalLong take(String name) {
    Held known = held.get(name);
    if (known != null && known.isFresh()) {
      return OptionalLong.of(known.xid());
    }
    Long xid =
        transactions.<Long>write(dsl -> {
          int _ =
              dsl.insertInto(VECTOR_CHECKPOINT, VECTOR_CHECKPOINT.NAME)
                  .values(name)
                  .onConflictDoNothing()
                  .execute();
          return dsl.update(VECTOR_CHECKPOINT)
              .set(VECTOR_CHECKPOINT.FEEDER, self)
              .set(VECTOR_CHECKPOINT.FEEDER_UNTIL, DSL.currentOffsetDateTime().plus(LEASE))
              .where(VECTOR_CHECKPOINT.NAME.eq(name))
              .and(
                  VECTOR_CHECKPOINT
                      .FEEDER
                      .isNull()
                      .or(VECTOR_CHECKPOINT.FEEDER.eq(self))
                      .or(VECTOR_CHECKPOINT.FEEDER_UNTIL.lt(DSL.currentOffsetDateTime())))
              .returning(VECTOR_CHECKPOINT.XID)
              .fetchOne(VECTOR_CHECKPOINT.XID);
        });
    if (xid == null) {
      held.remove(name);
      return OptionalLong.empty();
    }
    held.put(name, new Held(xid, System.nanoTime()));
    return OptionalLong.of(xid);
  }

  /** Notes it, unless another has taken over. */
  void advance(String name, long xid) {
    held.computeIfPresent(name, (_, known) -> new Held(xid, known.since()));
    int _ =
        transactions.write(dsl ->
            dsl.update(VECTOR_CHECKPOINT)
                .set(VECTOR_CHECKPOINT.XID, xid)
                .where(VECTOR_CHECKPOINT.NAME.eq(name), VECTOR_CHECKPOINT.FEEDER.eq(self))
                .execute());
  }
}
