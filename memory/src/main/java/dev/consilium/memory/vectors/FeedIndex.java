package dev.consilium.memory.vectors;

import dev.consilium.memory.vectors.VectorRows.Glance;
import dev.consilium.memory.vectors.VectorRows.Model;
import dev.consilium.memory.vectors.VectorRows.Row;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens the index of the model in use and keeps it with the rows. Anyone may ask for the index or
 * have it made anew; all else is done by one thread of a process.
 */
final class FeedIndex implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(FeedIndex.class);
  private static final int APPLIED_AT_ONCE = 2_000;
  private static final int DELETED_AT_ONCE = 10_000;
  private static final Duration BETWEEN_FEEDS = Duration.ofSeconds(5);

  private final VectorRows rows;
  private final Optional<String> model;
  private final Function<Model, VectorIndex> indexes;

  private @Nullable Model row;
  private volatile @Nullable VectorIndex index;
  private volatile boolean stopped;
  private long nextFeed = System.nanoTime();
  private @Nullable Glance fed;

  FeedIndex(VectorRows rows, Optional<String> model, Function<Model, VectorIndex> indexes) {
    this.rows = rows;
    this.model = model;
    this.indexes = indexes;
  }

  /** The index of the model; empty while there is nothing to be found by it. */
  Optional<VectorIndex> index() {
    VectorIndex known = index;
    return known != null ? Optional.of(known) : model.flatMap(this::open);
  }

  private synchronized Optional<VectorIndex> open(String name) {
    if (index == null && !stopped) {
      Model known = rows.model(name).orElse(null);
      if (known != null) {
        row = known;
        index = indexes.apply(known);
      }
    }
    return Optional.ofNullable(index);
  }

  /** The model whose vectors have so many numbers, which is the one in use from now on. */
  Model modelOf(int dimension) {
    Model known = row;
    if (known == null || known.dimension() != dimension) {
      known = rows.model(model.orElseThrow(), dimension);
      changeTo(known);
    }
    return known;
  }

  private synchronized void changeTo(Model known) {
    VectorIndex old = index;
    row = known;
    index = indexes.apply(known);
    fed = null;
    if (old != null) {
      old.close();
    }
  }

  /**
   * Feeds the index what was committed since, or looks at what another process fed.
   *
   * @return whether it was fed from here
   */
  boolean follow(Glance glance) {
    changeOver(glance);
    VectorIndex known = index().orElse(null);
    if (known == null || (glance.equals(fed) && System.nanoTime() - nextFeed < 0)) {
      if (known != null) {
        known.refresh();
      }
      return false;
    }
    nextFeed = System.nanoTime() + BETWEEN_FEEDS.toNanos();
    OptionalLong checkpoint = known.feed();
    if (checkpoint.isEmpty()) {
      known.refresh();
      return false;
    }
    long horizon = rows.horizon();
    feed(known, checkpoint.getAsLong(), horizon);
    if (glance.lastVector() < horizon && glance.lastRemoval() < horizon) {
      fed = glance;
    }
    return true;
  }

  /** Another process may have told all to make the index anew. */
  private void changeOver(Glance glance) {
    Model known = row;
    if (known != null && !known.key().equals(glance.key())) {
      rows.model(known.name()).ifPresent(this::changeTo);
    }
  }

  private void feed(VectorIndex target, long checkpoint, long horizon) {
    Model of = row;
    if (of == null || checkpoint == horizon) {
      return;
    }
    long since = checkpoint;
    long after = -1;
    List<Row> page;
    do {
      page = rows.vectors(of, since, after, horizon, APPLIED_AT_ONCE);
      if (!page.isEmpty()) {
        since = page.getLast().xid();
        after = page.getLast().entry().passage();
        target.apply(page.stream().map(Row::entry).toList(), List.of(), checkpoint);
      }
    } while (page.size() == APPLIED_AT_ONCE && !stopped);
    if (!stopped) {
      target.apply(List.of(), rows.removed(checkpoint, horizon), horizon);
    }
  }

  /** Makes the index anew where it does not have what the rows have. */
  void check() {
    VectorIndex known = index().orElse(null);
    Model of = row;
    if (known == null || of == null) {
      return;
    }
    OptionalLong checkpoint = known.feed();
    if (checkpoint.isEmpty()) {
      return;
    }
    long horizon = rows.horizon();
    if (checkpoint.getAsLong() > horizon) {
      known.clear();
    } else {
      feed(known, checkpoint.getAsLong(), horizon);
      long stored = rows.stored(of, horizon);
      long indexed = known.count();
      if (stored != indexed && rows.horizon() == horizon) {
        log.warn("The index has {} of {} vectors; making it anew", indexed, stored);
        known.clear();
      }
    }
    fed = null;
  }

  /** Makes the index anew from the beginning, for all processes. */
  void renew() {
    Optional<VectorIndex> old = index();
    Model known = row;
    if (known != null) {
      rows.renewKey(known);
      rows.model(known.name()).ifPresent(this::changeTo);
      old.ifPresent(VectorIndex::drop);
    }
  }

  /**
   * Removes what other models left. Where one of them is in use after all, its process sees that
   * the index has another name and no vectors, and embeds everything again.
   *
   * @return how many vectors were removed
   */
  long removeOthers() {
    var _ = index();
    Model inUse = row;
    long removed = 0;
    for (Model other : inUse == null ? List.<Model>of() : rows.others(inUse)) {
      rows.renewKey(other);
      int some;
      do {
        some = rows.delete(other, DELETED_AT_ONCE);
        removed += some;
      } while (some == DELETED_AT_ONCE);
      indexes.apply(other).drop();
    }
    return removed;
  }

  /** Ends what takes long, and opens nothing any more. */
  void stop() {
    stopped = true;
  }

  @Override
  public void close() {
    stop();
    VectorIndex known = index;
    if (known != null) {
      known.close();
    }
  }
}
