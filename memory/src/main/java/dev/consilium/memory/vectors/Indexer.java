package dev.consilium.memory.vectors;

import dev.consilium.memory.UnavailableException;
import dev.consilium.memory.embedding.EmbeddingException;
import dev.consilium.memory.embedding.EmbeddingModel;
import dev.consilium.memory.vectors.EmbedPassages.Embedded;
import dev.consilium.memory.vectors.Outbox.Waiting;
import dev.consilium.memory.vectors.VectorRows.Glance;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread of a process that embeds what was written and feeds the index. Any number of processes
 * may do this: each passage is taken by one of them, and one of them at a time feeds the index.
 */
final class Indexer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Indexer.class);
  private static final int EMBEDDED_AT_ONCE = 64;

  /** How long others' writes may stay unseen, while somebody here searches or writes. */
  private static final Duration LOOK = Duration.ofMillis(300);

  /** And while nobody does. */
  private static final Duration LOOK_IDLE = Duration.ofSeconds(3);

  private static final Duration IN_USE = Duration.ofMinutes(10);
  private static final Duration BETWEEN_CHECKS = Duration.ofMinutes(10);

  /**
   * What waits to be embedded is found by its words, so that it lets a crowd of writers go first.
   */
  private static final Duration COURTESY = Duration.ofSeconds(2);

  private static final Duration LOOK_ROUND = Duration.ofMillis(50);
  private static final Duration AT_THE_END = Duration.ofSeconds(5);

  private final Outbox outbox;
  private final VectorRows rows;
  private final Optional<EmbeddingModel> model;
  private final Optional<EmbedPassages> embedding;
  private final FeedIndex feed;
  private final Thread thread;
  private final Semaphore woken = new Semaphore(0);

  private volatile boolean closed;
  private volatile boolean waiting;
  private volatile boolean refused;
  private volatile long lastUse = System.nanoTime() - IN_USE.toNanos();

  private long nextCheck = System.nanoTime();
  private String lastTrouble = "";

  Indexer(Outbox outbox, VectorRows rows, Optional<EmbeddingModel> model, FeedIndex feed) {
    this.outbox = outbox;
    this.rows = rows;
    this.model = model;
    this.embedding = model.map(EmbedPassages::new);
    this.feed = feed;
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

  private void look() throws InterruptedException {
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

  private void work() throws InterruptedException {
    while (outbox.rememberOutcomes() && !closed) {
      used();
    }
    while (outbox.countWords() && !closed) {
      used();
    }
    if (embedding.isEmpty()) {
      outbox.dropCounted();
      return;
    }
    while (!closed) {
      letOthersGoFirst();
      List<Waiting> taken = outbox.take(EMBEDDED_AT_ONCE);
      if (taken.isEmpty()) {
        return;
      }
      embed(embedding.get(), taken);
      follow(rows.glance(modelName()));
      while (outbox.countWords() && !closed) {
        used();
      }
    }
  }

  private void letOthersGoFirst() throws InterruptedException {
    long began = System.nanoTime();
    while (outbox.shouldWait() && System.nanoTime() - began < COURTESY.toNanos() && !closed) {
      TimeUnit.MILLISECONDS.sleep(LOOK_ROUND.toMillis());
    }
  }

  private void embed(EmbedPassages passages, List<Waiting> taken) {
    try {
      Embedded embedded = passages.embed(taken);
      if (!embedded.vectors().isEmpty()) {
        rows.store(
            feed.modelOf(embedded.vectors().getFirst().length),
            embedded.passages(),
            embedded.vectors());
      }
      outbox.setAside(embedded.refused());
    } catch (RuntimeException e) {
      outbox.giveBack(taken);
      throw e;
    }
  }

  private void follow(Glance glance) {
    if (feed.follow(glance) && !lastTrouble.isEmpty()) {
      log.info("Memories are found by meaning again");
      lastTrouble = "";
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
    outbox.retryRefused();
    int missing = outbox.enqueueMissing(model.get().name());
    if (missing > 0) {
      log.info("Embedding {} passages with {}", missing, model.get().name());
    }
    feed.check();
  }

  /** Makes the index anew from the beginning, for all processes. */
  void reindex() {
    feed.renew();
    nextCheck = System.nanoTime();
    wake();
  }

  @Override
  public void close() {
    closed = true;
    feed.stop();
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
    feed.close();
  }
}
