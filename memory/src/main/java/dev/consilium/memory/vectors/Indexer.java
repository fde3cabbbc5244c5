package dev.consilium.memory.vectors;

import dev.consilium.memory.UnavailableException;
import dev.consilium.memory.embedding.EmbeddingException;
import dev.consilium.memory.embedding.EmbeddingModel;
import dev.consilium.memory.vectors.EmbedPassages.Embedded;
import dev.consilium.memory.vectors.VectorRows.Glance;
import dev.consilium.memory.vectors.VectorRows.Model;
import dev.consilium.memory.vectors.VectorRows.Row;
import dev.consilium.memory.vectors.VectorRows.Waiting;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread of a process that embeds what was written and feeds the index. Any number of processes
 * may do this: each passage is taken by one of them, and one of them at a time feeds the index.
 */
final class Indexer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Indexer.class);
  private static final int EMBEDDED_AT_ONCE = 64;
  private static final int APPLIED_AT_ONCE = 2_000;

  /** How long others' writes may stay unseen, while somebody here searches or writes. */
  private static final Duration LOOK = Duration.ofMillis(300);

  /** And while nobody does. */
  private static final Duration LOOK_IDLE = Duration.ofSeconds(3);

  private static final Duration IN_USE = Duration.ofMinutes(10);
  private static final Duration BETWEEN_CHECKS = Duration.ofMinutes(10);
  private static final Duration BETWEEN_FEEDS = Duration.ofSeconds(5);

  private static final Duration AT_THE_END = Duration.ofSeconds(5);

  private final VectorRows rows;
  private final Optional<EmbeddingModel> model;
  private final Optional<EmbedPassages> embedding;
  private final Function<Model, VectorIndex> indexes;
  private final Thread thread;
  private final Semaphore woken = new Semaphore(0);

  private volatile boolean closed;
  private volatile boolean waiting;
  private volatile boolean refused;
  private volatile long lastUse = System.nanoTime() - IN_USE.toNanos();

  private @Nullable Model row;
  private volatile @Nullable VectorIndex index;
  private long nextCheck = System.nanoTime();
  private long nextFeed = System.nanoTime();
  private @Nullable Glance fed;
  private String lastTrouble = "";

  Indexer(VectorRows rows, Optional<EmbeddingModel> model, Function<Model, VectorIndex> indexes) {
    this.rows = rows;
    this.model = model;
    this.embedding = model.map(EmbedPassages::new);
    this.indexes = indexes;
    this.thread = Thread.ofPlatform().daemon().name("memory-indexer").unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  void used() {
    lastUse = System.nanoTime();
  }

  void wake() {
    used();
    waiting = true;
    woken.release();
  }

  boolean isWaiting() {
    return waiting;
  }

  /** Whether there are passages that the model does not take. */
  boolean hasRefused() {
    return refused;
  }

  /** The index of the model; empty while there is nothing to be found by it. */
  Optional<VectorIndex> index() {
    VectorIndex known = index;
    return known != null ? Optional.of(known) : model.flatMap(m -> open(m.name()));
  }

  private synchronized Optional<VectorIndex> open(String name) {
    if (index == null && !closed) {
      Model known = rows.model(name).orElse(null);
      if (known != null) {
        row = known;
        index = indexes.apply(known);
      }
    }
    return Optional.ofNullable(index);
  }

  private void run() {
    try {
      while (!closed) {
        try {
          look();
        } catch (EmbeddingException | VectorIndexException | UnavailableException e) {
          tell(e);
        } catch (RuntimeException e) {
          log.error("The memory index could not be brought up to date; trying again", e);
        }
        await();
      }
    } catch (InterruptedException e) {
      // Closed.
    }
  }

  private void tell(RuntimeException trouble) {
    String message = String.valueOf(trouble.getMessage());
    if (!message.equals(lastTrouble) && !closed) {
      log.warn("Memories are found by words only for now: {}", message);
      lastTrouble = message;
    }
  }

  private void await() throws InterruptedException {
    Duration pause = System.nanoTime() - lastUse < IN_USE.toNanos() ? LOOK : LOOK_IDLE;
    boolean _ = woken.tryAcquire(pause.toMillis(), TimeUnit.MILLISECONDS);
    int _ = woken.drainPermits();
  }

  private void look() {
    if (System.nanoTime() - nextCheck >= 0) {
      check();
      nextCheck = System.nanoTime() + BETWEEN_CHECKS.toNanos();
    }
    Glance glance = rows.glance(modelName());
    if (glance.waiting()) {
      used();
      work();
      glance = rows.glance(modelName());
    }
    waiting = glance.waiting();
    refused = glance.refused();
    follow(glance);
  }

  private String modelName() {
    return model.map(EmbeddingModel::name).orElse("");
  }

  /** Another process may have told all to make the index anew. */
  private void changeOver(Glance glance) {
    Model known = row;
    if (known != null && !known.key().equals(glance.key())) {
      rows.model(known.name()).ifPresent(this::changeTo);
    }
  }

  private void work() {
    while (rows.rememberOutcomes() && !closed) {
      used();
    }
    while (rows.countWords() && !closed) {
      used();
    }
    if (embedding.isEmpty()) {
      rows.dropCounted();
      return;
    }
    while (!closed) {
      List<Waiting> taken = rows.take(EMBEDDED_AT_ONCE);
      if (taken.isEmpty()) {
        return;
      }
      embed(embedding.get(), taken);
      follow(rows.glance(modelName()));
      while (rows.countWords() && !closed) {
        used();
      }
    }
  }

  private void embed(EmbedPassages passages, List<Waiting> taken) {
    try {
      Embedded embedded = passages.embed(taken);
      if (!embedded.vectors().isEmpty()) {
        rows.store(
            modelOf(embedded.vectors().getFirst().length), embedded.passages(), embedded.vectors());
      }
      rows.setAside(embedded.refused());
    } catch (RuntimeException e) {
      rows.giveBack(taken);
      throw e;
    }
  }

  private Model modelOf(int dimension) {
    Model known = row;
    if (known == null || known.dimension() != dimension) {
      known = rows.model(modelName(), dimension);
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

  /** Feeds the index what was committed since, or looks at what another process fed. */
  private void follow(Glance glance) {
    changeOver(glance);
    VectorIndex known = index().orElse(null);
    if (known == null || (glance.equals(fed) && System.nanoTime() - nextFeed < 0)) {
      if (known != null) {
        known.refresh();
      }
      return;
    }
    nextFeed = System.nanoTime() + BETWEEN_FEEDS.toNanos();
    OptionalLong checkpoint = known.feed();
    if (checkpoint.isEmpty()) {
      known.refresh();
      return;
    }
    long horizon = rows.horizon();
    feed(known, checkpoint.getAsLong(), horizon);
    if (glance.lastVector() < horizon && glance.lastRemoval() < horizon) {
      fed = glance;
    }
    if (!lastTrouble.isEmpty()) {
      log.info("Memories are found by meaning again");
      lastTrouble = "";
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
    } while (page.size() == APPLIED_AT_ONCE && !closed);
    if (!closed) {
      target.apply(List.of(), rows.removed(checkpoint, horizon), horizon);
    }
  }

  /**
   * Puts right what may have gone wrong unseen: another model, a restored database, a lost index.
   */
  private void check() {
    if (model.isEmpty()) {
      return;
    }
    rows.restampForeign();
    rows.retryRefused();
    int missing = rows.enqueueMissing(model.get().name());
    if (missing > 0) {
      log.info("Embedding {} passages with {}", missing, model.get().name());
    }
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
  void reindex() {
    Optional<VectorIndex> old = index();
    Model known = row;
    if (known != null) {
      rows.renewKey(known);
      rows.model(known.name()).ifPresent(this::changeTo);
      old.ifPresent(VectorIndex::drop);
    }
    nextCheck = System.nanoTime();
    wake();
  }

  @Override
  public void close() {
    closed = true;
    woken.release();
    try {
      // Files that are being written do not survive an interruption: it is for a server that hangs.
      if (thread.getState() != Thread.State.NEW && !thread.join(AT_THE_END)) {
        thread.interrupt();
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    VectorIndex known = index;
    if (known != null) {
      known.close();
    }
  }
}
