package dev.consilium.memory.feed;

import dev.consilium.memory.Change;
import dev.consilium.memory.Changes;
import dev.consilium.memory.Transactions;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * Everything that happened, each event at a place of its own that no later event comes before: who
 * has seen all up to a place goes on from there and misses nothing.
 *
 * <p>An event gets its place moments after the transaction that caused it, from any node that
 * {@link #start}ed. {@link Change.FeedGrew} tells that there is more.
 */
public final class Feed implements AutoCloseable {
  private static final int PRUNED_AT_ONCE = 10_000;

  private final Transactions transactions;
  private final Consumer<Change> changes;
  private final FeedSequencer sequencer;

  public Feed(Transactions transactions, Changes changes, Consumer<Change> publish) {
    this.transactions = transactions;
    this.changes = publish;
    this.sequencer = new FeedSequencer(transactions, changes, publish);
  }

  /** From now on this process gives events their places. */
  public void start() {
    sequencer.start();
  }

  /** Something was committed that is, or may be, an event. */
  public void committed(Change change) {
    switch (change) {
      case Change.TaskChanged _, Change.ResourceChanged _ -> {
        if (!sequencer.wake()) {
          changes.accept(new Change.FeedWaits());
        }
      }
      case Change.ProjectCreated _,
          Change.MemoryChanged _,
          Change.CallChanged _,
          Change.OfSession _,
          Change.OfFeed _,
          Change.Resync _ -> {}
    }
  }

  public FeedEnds ends() {
    return transactions.read(FeedRows::ends);
  }

  /** The first events behind {@code after} and up to {@code through} that fit. */
  public FeedPage read(long after, long through, FeedFilter filter, int limit) {
    return transactions.read(dsl -> {
      var events = FeedRows.select(dsl, after, through, filter, limit);
      // Asked last: events that were removed meanwhile are then told as gone, never as none.
      return new FeedPage(events, FeedRows.ends(dsl).oldest());
    });
  }

  /** The first events behind {@code after}. */
  public FeedPage read(long after, int limit) {
    return read(after, Long.MAX_VALUE, FeedFilter.ALL, limit);
  }

  /** The same without a look at what is gone, for who reads along. */
  public List<FeedEvent> next(long after, int limit) {
    return transactions.read(
        dsl -> FeedRows.select(dsl, after, Long.MAX_VALUE, FeedFilter.ALL, limit));
  }

  /** Gives places to all events that are visible, and forgets those that are older. */
  public void tidy(Duration kept) {
    sequencer.sequence();
    int removed;
    do {
      removed =
          transactions.write(dsl -> FeedRows.prune(dsl, kept.toMillis() / 1e3, PRUNED_AT_ONCE));
    } while (removed == PRUNED_AT_ONCE);
  }

  @Override
  public void close() {
    sequencer.close();
  }
}
