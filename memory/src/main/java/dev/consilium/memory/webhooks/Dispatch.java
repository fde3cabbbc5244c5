package dev.consilium.memory.webhooks;

import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.impl.DSL;

/**
 * Writes a delivery for each event that a subscription wants and has not got yet. A subscription
 * reads the feed under the lock of its row and keeps its place there, in one transaction, so each
 * event becomes one delivery whoever dispatches, and however often.
 */
final class Dispatch {
  /** Places of the feed that one subscription reads at once. */
  private static final int READ_AT_ONCE = 1_000;

  /** Who has so many waiting reads no further: the feed keeps what follows. */
  private static final int MOST_WAITING = 2_000;

  private final DSLContext dsl;

  Dispatch(DSLContext dsl) {
    this.dsl = dsl;
  }

  Dispatched run() {
    int active =
        dsl.fetchSingle("SELECT count(*)::int FROM webhook_subscription WHERE active")
            .into(Integer.class);
    if (active == 0) {
      return new Dispatched(0, 0, false);
    }
    // What has its place is visible to the statements that follow.
    long last = dsl.fetchSingle("SELECT last FROM feed_position").into(Long.class);
    long oldest =
        dsl.fetchSingle("SELECT coalesce(min(seq), {0}) FROM feed", DSL.val(last + 1))
            .into(Long.class);
    int written = 0;
    boolean more = false;
    for (Record row :
        dsl.fetch(
            """
            SELECT s.id, s.read_to FROM webhook_subscription AS s
            WHERE s.active AND s.read_to < {0}
              AND (SELECT count(*) FROM (
                SELECT FROM webhook_delivery AS d
                WHERE d.subscription_id = s.id AND d.state = 'pending' LIMIT {1}) AS w) < {1}
            ORDER BY s.id
            FOR UPDATE OF s SKIP LOCKED
            """,
            DSL.val(last), DSL.inline(MOST_WAITING))) {
      long from = row.get("read_to", Long.class);
      long through = Math.min(last, Math.max(from, oldest - 1) + READ_AT_ONCE);
      written += write(row.get("id", Long.class), from, through);
      advance(row.get("id", Long.class), through, Math.max(0, oldest - 1 - from));
      more |= through < last;
    }
    return new Dispatched(active, written, more);
  }

  private int write(long subscription, long from, long through) {
    return dsl.execute(
        """
        INSERT INTO webhook_delivery (subscription_id, seq, at, project, type, data)
        SELECT s.id, f.seq, f.at, f.project, f.type, f.data
        FROM webhook_subscription AS s JOIN feed AS f
          ON (s.project IS NULL OR f.project = s.project)
            AND (cardinality(s.types) = 0 OR f.type = ANY (s.types))
        WHERE s.id = {0} AND f.seq > {1} AND f.seq <= {2}
        """,
        DSL.val(subscription), DSL.val(from), DSL.val(through));
  }

  private void advance(long subscription, long through, long missed) {
    int _ =
        dsl.execute(
            "UPDATE webhook_subscription SET read_to = {1}, missed = missed + {2} WHERE id = {0}",
            DSL.val(subscription), DSL.val(through), DSL.val(missed));
  }
}
