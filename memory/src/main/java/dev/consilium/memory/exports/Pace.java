package dev.consilium.memory.exports;

import static dev.consilium.memory.jooq.Tables.NOTION_PACE;

import dev.consilium.memory.Transactions;
import java.time.Duration;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;

/**
 * The rate of requests to Notion, of all nodes together: they share one integration, whose limit it
 * is. Runs on the database's clock, which all nodes share.
 */
public final class Pace {
  private final Transactions transactions;

  Pace(Transactions transactions) {
    this.transactions = transactions;
  }

  /**
   * Takes the next free moment for a request. What was not used in the last second may go at once.
   *
   * @param most how long the caller can wait; nothing is taken if it would be longer
   * @return how long to wait with the request; empty if that is longer than {@code most}
   */
  public Optional<Duration> reserve(int perSecond, Duration most) {
    return transactions.write(dsl -> {
      withoutDisk(dsl);
      Double seconds =
          dsl.resultQuery(
                  """
                  UPDATE notion_pace SET next_at =
                    greatest(next_at, clock_timestamp() - interval '1 second')
                      + interval '1 second' / {0}
                  WHERE next_at <= clock_timestamp() + {1} * interval '1 millisecond'
                  RETURNING extract(epoch FROM
                    next_at - interval '1 second' / {0} - clock_timestamp())::float8
                  """,
                  DSL.val((double) perSecond), DSL.val((double) most.toMillis()))
              .fetchOne(0, Double.class);
      return Optional.ofNullable(seconds)
          .map(wait -> Duration.ofNanos((long) (Math.max(0, wait) * 1e9)));
    });
  }

  /** How long nothing may be sent. */
  public Duration closedFor() {
    Double seconds =
        transactions.read(dsl ->
            dsl.select(
                    DSL.field(
                        "extract(epoch FROM next_at - clock_timestamp())::float8", Double.class))
                .from(NOTION_PACE)
                .fetchSingle()
                .value1());
    return Duration.ofNanos((long) (Math.max(0, seconds) * 1e9));
  }

  /** Notion said when it will listen again: no node sends anything before. */
  public void pause(Duration duration) {
    int _ =
        transactions.write(dsl -> {
          withoutDisk(dsl);
          return dsl.update(NOTION_PACE)
              .set(NOTION_PACE.NEXT_AT, DSL.greatest(NOTION_PACE.NEXT_AT, ExportRows.in(duration)))
              .execute();
        });
  }

  /** What a crash of the database would lose is worth nothing a second later. */
  private static void withoutDisk(DSLContext dsl) {
    int _ = dsl.execute("SET LOCAL synchronous_commit = off");
  }
}
