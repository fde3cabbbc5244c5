package dev.consilium.memory.feed;

import static dev.consilium.memory.jooq.Tables.FEED;
import static dev.consilium.memory.jooq.Tables.FEED_POSITION;

import java.util.List;
import java.util.Objects;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.impl.DSL;

/** The feed as its tables have it. */
final class FeedRows {
  private FeedRows() {}

  /** How many events were given their places, and the last of the places. */
  record Moved(int count, long last) {}

  static Moved sequence(DSLContext dsl, int most) {
    Record row =
        Objects.requireNonNull(
            dsl.fetchOne(
                "SELECT moved, coalesce(last_seq, 0) AS last_seq FROM feed_sequence({0})",
                DSL.val(most)));
    return new Moved(
        Objects.requireNonNull(row.get("moved", Integer.class)),
        Objects.requireNonNull(row.get("last_seq", Long.class)));
  }

  static List<FeedEvent> select(
      DSLContext dsl, long after, long through, FeedFilter filter, int limit) {
    Condition wanted = FEED.SEQ.gt(after).and(FEED.SEQ.le(through));
    if (filter.projects().size() == 1) {
      // The index has the events of one in their order.
      wanted = wanted.and(FEED.PROJECT.eq(filter.projects().iterator().next()));
    } else if (!filter.projects().isEmpty()) {
      wanted = wanted.and(FEED.PROJECT.eq(DSL.any(filter.projects().toArray(String[]::new))));
    }
    if (!filter.types().isEmpty()) {
      wanted = wanted.and(FEED.TYPE.eq(DSL.any(filter.types().toArray(String[]::new))));
    }
    return dsl.select(FEED.SEQ, FEED.AT, FEED.PROJECT, FEED.TYPE, FEED.DATA)
        .from(FEED)
        .where(wanted)
        .orderBy(FEED.SEQ)
        .limit(DSL.inline(limit))
        .fetch(row ->
            new FeedEvent(
                row.value1(),
                row.value2().toInstant(),
                row.value3(),
                row.value4(),
                row.value5().data()));
  }

  static FeedEnds ends(DSLContext dsl) {
    // The last first: what is removed in between is then older than what is told.
    long last = dsl.select(FEED_POSITION.LAST).from(FEED_POSITION).fetchSingle().value1();
    return new FeedEnds(oldest(dsl, last), last);
  }

  private static long oldest(DSLContext dsl, long last) {
    Long oldest = dsl.select(DSL.min(FEED.SEQ)).from(FEED).fetchSingle().value1();
    return oldest == null ? last + 1 : oldest;
  }

  /** Removes what is at the old end, in one piece, up to the first event that is to be kept. */
  static int prune(DSLContext dsl, double seconds, int most) {
    return dsl.execute(
        """
        WITH first AS (SELECT seq, at FROM feed ORDER BY seq LIMIT {1}),
        keep AS (
          SELECT coalesce(
            (SELECT min(seq) FROM first WHERE at >= now() - make_interval(secs => {0})),
            (SELECT max(seq) + 1 FROM first)) AS seq
        )
        DELETE FROM feed WHERE seq < (SELECT seq FROM keep)
        """,
        DSL.val(seconds), DSL.val(most));
  }
}
