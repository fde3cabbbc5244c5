package dev.consilium.tools.notion;

import dev.consilium.memory.Database;
import dev.consilium.memory.Refused;
import dev.consilium.memory.UnavailableException;
import dev.consilium.memory.exports.Attempt;
import dev.consilium.memory.exports.LeaseLostException;
import dev.consilium.memory.exports.PageKind;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out what is in the outbox. Any number of processes may do this: each export is taken by
 * one of them, and those of a process that died are taken by another when their lease is over.
 */
final class Exporter implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Exporter.class);

  /** How long what others put into the outbox may stay unseen. */
  private static final Duration LOOK = Duration.ofSeconds(1);

  private static final Duration AT_THE_END = Duration.ofSeconds(5);

  /** What somebody has to mend is tried again, but not often. */
  private static final Duration MENDED = Duration.ofMinutes(2);

  private final Database database;
  private final NotionConfig config;
  private final NotionApi api;
  private final Tables tables;
  private final Thread thread;
  private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();
  private final Semaphore slots;
  private final Semaphore woken = new Semaphore(0);
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition settled = lock.newCondition();

  private long ended;
  private volatile boolean closed;
  private volatile long pausedUntil = System.nanoTime();
  private volatile String lastTrouble = "";

  Exporter(Database database, NotionConfig config, NotionApi api, Tables tables) {
    this.database = database;
    this.config = config;
    this.api = api;
    this.tables = tables;
    this.slots = new Semaphore(config.limits().concurrent());
    this.thread = Thread.ofVirtual().name("notion-exporter").unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  void wake() {
    woken.release();
  }

  /** How many attempts have come to an end here. */
  long ended() {
    lock.lock();
    try {
      return ended;
    } finally {
      lock.unlock();
    }
  }

  /** Waits until there are more than so many, or for so long. */
  void awaitMore(long seen, Duration most) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = most.toNanos();
      while (ended <= seen && left > 0) {
        left = settled.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    try {
      while (!closed) {
        Duration pause = LOOK;
        try {
          pause = look();
        } catch (UnavailableException e) {
          log.debug("The outbox cannot be read now", e);
        } catch (RuntimeException e) {
          log.error("The outbox to Notion could not be read; trying again", e);
        }
        if (pause.isPositive()) {
          boolean _ = woken.tryAcquire(pause.toMillis(), TimeUnit.MILLISECONDS);
          int _ = woken.drainPermits();
        }
      }
    } catch (InterruptedException e) {
      // Closed.
    }
  }

  /** Starts what can be started; returns after how long to look again. */
  private Duration look() throws InterruptedException {
    slots.acquire();
    boolean started = false;
    try {
      Duration paused = paused();
      if (paused.isPositive()) {
        return paused.compareTo(LOOK) < 0 ? paused : LOOK;
      }
      boolean alone = slots.availablePermits() == config.limits().concurrent() - 1;
      if (api.breaker().state() != Breaker.State.CLOSED && !alone) {
        // One is trying.
        return LOOK;
      }
      Attempt attempt = database.exports().take(config.limits().lease());
      Attempt look = attempt == null ? database.exports().takeLook(config.limits().lease()) : null;
      if (attempt != null) {
        begin(() -> carryOut(attempt));
        started = true;
      } else if (look != null) {
        begin(() -> lookAfter(look));
        started = true;
      }
      return started ? Duration.ZERO : LOOK;
    } finally {
      if (!started) {
        slots.release();
      }
    }
  }

  private Duration paused() {
    Duration open = api.breaker().remaining();
    Duration asked = Duration.ofNanos(Math.max(0, pausedUntil - System.nanoTime()));
    return open.compareTo(asked) > 0 ? open : asked;
  }

  private interface Work {
    void run() throws InterruptedException;
  }

  private void begin(Work work) {
    workers.execute(() -> {
      try {
        work.run();
      } catch (InterruptedException e) {
        // Closed: whoever is there next goes on when the lease is over.
      } catch (LeaseLostException | UnavailableException e) {
        log.debug("An export to Notion was left to others", e);
      } catch (RuntimeException e) {
        if (!closed) {
          log.error("An export to Notion failed", e);
        }
      } finally {
        slots.release();
        wake();
        end();
      }
    });
  }

  private void end() {
    lock.lock();
    try {
      ended++;
      settled.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void carryOut(Attempt attempt) throws InterruptedException {
    int before = attempt.export().attempts() - 1;
    try {
      new WriteMeeting(database, config, api, tables, attempt).run();
      lastTrouble = "";
    } catch (NotionException e) {
      tell(e);
      String message = String.valueOf(e.getMessage());
      switch (e.trouble()) {
        case REFUSED -> {
          // It may be the data source that is not as it was.
          tables.forget();
          attempt.failed(message);
        }
        case DENIED, MISFIT, MISSING -> {
          tables.forget();
          attempt.later(MENDED, message);
        }
        case AWAY -> {
          pause(e.retryAfter());
          attempt.later(longer(e.retryAfter(), backoff(before)), message);
        }
        case UNKNOWN -> {
          pause(e.retryAfter());
          attempt.later(
              longer(e.retryAfter(), config.limits().settle().plus(backoff(before))), message);
        }
      }
    } catch (Refused e) {
      attempt.failed(e.field() + ": " + e.getMessage());
    } catch (InterruptedException e) {
      attempt.later(Duration.ZERO, null);
      throw e;
    } catch (LeaseLostException | UnavailableException e) {
      throw e;
    } catch (RuntimeException e) {
      attempt.later(MENDED, "It failed within Consilium; its log says why.");
      throw e;
    }
  }

  private void lookAfter(Attempt attempt) throws InterruptedException {
    boolean looked = false;
    try {
      Tables.Pair pair = tables.get();
      Table table = attempt.look().kind() == PageKind.TASK ? pair.tasks() : pair.decisions();
      if (table == null) {
        attempt.pages().looked(attempt.look());
      } else {
        new Pages(api, config.limits(), attempt).look(table);
      }
      looked = true;
    } catch (NotionException e) {
      tell(e);
      pause(e.retryAfter());
    } finally {
      if (!looked) {
        attempt.pages().lookLater(attempt.look(), config.limits().settle().plus(backoff(3)));
      }
      attempt.release();
    }
  }

  private void tell(NotionException e) {
    String message = String.valueOf(e.getMessage());
    if (!message.equals(lastTrouble) && !closed) {
      log.warn("An export to Notion has to wait: {}", message);
      lastTrouble = message;
    }
  }

  private void pause(Duration time) {
    if (time.isPositive()) {
      pausedUntil = System.nanoTime() + time.toNanos();
    }
  }

  private Duration backoff(int failures) {
    return config.limits().backoff(failures, ThreadLocalRandom.current().nextDouble());
  }

  private static Duration longer(Duration a, Duration b) {
    return a.compareTo(b) > 0 ? a : b;
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    var _ = workers.shutdownNow();
    try {
      boolean _ = workers.awaitTermination(AT_THE_END.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
