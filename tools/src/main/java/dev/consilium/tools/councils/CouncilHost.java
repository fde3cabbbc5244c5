package dev.consilium.tools.councils;

import dev.consilium.memory.Change;
import dev.consilium.memory.Changes;
import dev.consilium.memory.Database;
import dev.consilium.memory.UnavailableException;
import dev.consilium.memory.Write;
import dev.consilium.memory.councils.Control;
import dev.consilium.tools.models.LanguageModel;
import dev.consilium.tools.models.ModelConfig;
import dev.consilium.tools.models.ModelFailure;
import dev.consilium.tools.models.Models;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds the councils that were handed to the host, those of a process that died included. Each has
 * a virtual thread here, and a lease in the database that is renewed as long as this process lives.
 */
public final class CouncilHost implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(CouncilHost.class);
  private final Database database;
  private final Optional<LanguageModel> model;
  private final ModelConfig.Limits limits;
  private final String name = UUID.randomUUID().toString();
  private final Semaphore news = new Semaphore(0);

  /** Those held here, each with what wakes it. */
  private final Map<String, Held> held = new ConcurrentHashMap<>();

  private final ScheduledExecutorService renewal =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofVirtual().name("council-leases").factory());
  private @Nullable Thread thread;
  private Changes.@Nullable Subscription subscription;

  private record Held(Semaphore news, Thread thread) {}

  public CouncilHost(Database database, Models models) {
    this.database = database;
    this.model = models.model();
    this.limits = models.limits();
  }

  /** Begins, if there is a model that could hold one. */
  public synchronized void start() {
    if (model.isEmpty()) {
      return;
    }
    subscription = database.changes().subscribe(Changes.Topic.RECORDS, this::hear);
    thread = Thread.ofVirtual().name("council-host").start(this::run);
    var _ =
        renewal.scheduleAtFixedRate(
            this::renew, betweenLooks(), betweenLooks(), TimeUnit.MILLISECONDS);
  }

  /** In milliseconds. Nobody tells when a lease runs out. */
  private long betweenLooks() {
    return limits.lease().toMillis() / 3;
  }

  private void hear(Change change) {
    if (change instanceof Change.Resync) {
      news.release();
    } else if (change instanceof Change.ResourceChanged(String uri)
        && uri.startsWith(CouncilResources.COUNCIL)) {
      Held one = held.get(uri.substring(CouncilResources.COUNCIL.length()));
      if (one == null) {
        news.release();
      } else {
        one.news.release();
      }
    }
  }

  private void run() {
    try {
      while (true) {
        take();
        boolean _ = news.tryAcquire(betweenLooks(), TimeUnit.MILLISECONDS);
        int _ = news.drainPermits();
      }
    } catch (InterruptedException e) {
      // Closed.
    }
  }

  private void take() {
    int free = limits.councils() - held.size();
    if (free <= 0) {
      return;
    }
    try {
      for (String id : database.hostedCouncils().take(name, limits.lease(), free)) {
        Thread holder = Thread.ofVirtual().name("council-" + id).unstarted(() -> hold(id));
        held.put(id, new Held(new Semaphore(0), holder));
        holder.start();
      }
    } catch (UnavailableException e) {
      log.debug("Councils are looked for again in a moment", e);
    }
  }

  private void renew() {
    held.forEach((id, one) -> {
      try {
        if (!database.hostedCouncils().keep(id, name, limits.lease())) {
          one.thread.interrupt();
        }
      } catch (UnavailableException e) {
        log.debug("The lease of {} is renewed in a moment", id, e);
      }
    });
  }

  private void hold(String id) {
    boolean leave = true;
    try {
      hold(id, new HostContext());
    } catch (ModelFailure e) {
      pause(id, String.valueOf(e.getMessage()));
    } catch (UnavailableException e) {
      log.warn("{} is gone on with when the database is back", id);
      leave = false;
    } catch (InterruptedException e) {
      // Closed, or another one holds it.
    } catch (RuntimeException e) {
      log.error("Council {} cannot be held", id, e);
      pause(id, "The host failed; its log says why. council_control with resume tries again.");
    } finally {
      held.remove(id);
      if (leave) {
        leave(id);
      }
      news.release();
    }
  }

  private void hold(String id, HostContext context) throws InterruptedException {
    while (true) {
      Integer maxTokens = database.councils().find(id).orElseThrow().hosting().maxTokens();
      HeldCouncil.Budget budget =
          new HeldCouncil.Budget(maxTokens == null ? limits.tokens() : maxTokens, limits.cost());
      HeldCouncil council =
          new HeldCouncil(database, model.orElseThrow(), budget, limits.answerTokens());
      switch (council.next(id, context)) {
        case HeldCouncil.Spoke _ -> {}
        case HeldCouncil.Waits(var _, Instant until) -> awaitNews(id, until);
        case HeldCouncil.Over _ -> {
          return;
        }
      }
    }
  }

  private void awaitNews(String id, Instant until) throws InterruptedException {
    Held one = held.get(id);
    long millis = Duration.between(Instant.now(), until).toMillis() + 1;
    if (one != null && millis > 0) {
      boolean _ = one.news.tryAcquire(millis, TimeUnit.MILLISECONDS);
      int _ = one.news.drainPermits();
    }
  }

  private void pause(String id, String reason) {
    log.warn("Council {} is paused: {}", id, reason);
    try {
      var _ =
          database
              .councils()
              .control(new Write("", null), id, Control.PAUSE, HeldCouncil.HOST, reason);
    } catch (RuntimeException e) {
      log.warn("Council {} could not be paused", id, e);
    }
  }

  private void leave(String id) {
    try {
      database.hostedCouncils().leave(id, name);
    } catch (UnavailableException e) {
      log.debug("The lease of {} runs out by itself", id, e);
    }
  }

  /** Lets go of them all; any other process goes on at once. */
  @Override
  public void close() {
    Changes.Subscription listening;
    Thread running;
    synchronized (this) {
      listening = subscription;
      running = thread;
    }
    renewal.shutdownNow();
    if (listening != null) {
      listening.close();
    }
    if (running != null) {
      running.interrupt();
    }
    List<Thread> threads = held.values().stream().map(Held::thread).toList();
    threads.forEach(Thread::interrupt);
    try {
      for (Thread one : threads) {
        boolean _ = one.join(Duration.ofSeconds(2));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
