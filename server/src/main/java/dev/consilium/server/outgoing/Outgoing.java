package dev.consilium.server.outgoing;

import dev.consilium.memory.Change;
import dev.consilium.memory.Changes;
import dev.consilium.memory.Database;
import dev.consilium.memory.Refused;
import dev.consilium.memory.UnavailableException;
import dev.consilium.memory.feed.FeedEvent;
import dev.consilium.memory.webhooks.Delivery;
import dev.consilium.memory.webhooks.Dispatched;
import dev.consilium.memory.webhooks.Format;
import dev.consilium.memory.webhooks.Sending;
import dev.consilium.memory.webhooks.Subscription;
import dev.consilium.memory.webhooks.WebhookStore;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells receivers what happened: at least once, and in order but for what is tried again. All nodes
 * share the work; a receiver is served by one of them at a time.
 */
public final class Outgoing implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Outgoing.class);

  /** Deliveries of one receiver before others have their turn. */
  private static final int BATCH = 50;

  /** A first event goes out at once; others gather. */
  private static final long GATHER_MILLIS = 25;

  private static final Duration LOOK = Duration.ofSeconds(5);
  private static final Duration RETRY = Duration.ofSeconds(1);
  private static final Duration FINISH = Duration.ofSeconds(2);

  private final WebhookStore store;
  private final Changes changes;
  private final OutgoingLimits limits;
  private final GuardedNames names;
  private final Sender sender;
  private final Semaphore slots;
  private final Semaphore wakeUps = new Semaphore(0);
  private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();
  private final Thread thread;
  private final Map<Attempt, LongAdder> attempts =
      Stream.of(Attempt.values())
          .collect(Collectors.toUnmodifiableMap(how -> how, _ -> new LongAdder()));
  private volatile boolean anybody;
  private volatile boolean closed;

  /** Opening costs nothing; nothing is sent before {@link #start} or {@link #test}. */
  public Outgoing(OutgoingConfig config, Database database) {
    this.store = database.webhooks();
    this.changes = database.changes();
    this.limits = config.limits();
    this.names = new GuardedNames(config.allowed());
    this.sender = new Sender(config);
    this.slots = new Semaphore(limits.concurrent());
    this.thread = Thread.ofVirtual().name("outgoing-webhooks").unstarted(this::run);
  }

  public void start() {
    thread.start();
  }

  /** How many attempts of this node ended so. */
  public long attempts(Attempt how) {
    return Objects.requireNonNull(attempts.get(how)).sum();
  }

  private void ended(Attempt how) {
    Objects.requireNonNull(attempts.get(how)).increment();
  }

  /** There may be something to do that the feed does not tell of. */
  public void wake() {
    wakeUps.release();
  }

  /**
   * Refuses what cannot be a receiver. A name that cannot be looked up now is no reason: the
   * addresses are looked at whenever we connect.
   */
  public void check(String url, Format format, @Nullable String chatId, @Nullable String secret) {
    Receiver receiver = Receiver.read(url);
    if (format == Format.TELEGRAM) {
      if (chatId == null) {
        throw new Refused("chat_id", "needed for telegram: the number of the chat, or @channel.");
      }
      if (!receiver.uri().getPath().matches("/bot[^/]+/sendMessage")) {
        throw new Refused(
            "url", "expected https://api.telegram.org/botTOKEN/sendMessage for telegram.");
      }
    } else if (chatId != null) {
      throw new Refused("chat_id", "is for the format telegram only; leave it out.");
    }
    if (secret != null) {
      Signatures.check(secret);
    }
    try {
      var _ = names.resolve(receiver.host(), receiver.port());
    } catch (RefusedAddressException e) {
      throw new Refused("url", String.valueOf(e.getMessage()));
    } catch (UnknownHostException e) {
      log.debug("the receiver {} is not known yet", receiver);
    }
  }

  /** The address of a receiver as everybody may see it. */
  public static String shown(Subscription subscription) {
    return Receiver.read(subscription.url()).shown();
  }

  /** Sends a message now, once, to see whether it arrives. */
  public Result test(Subscription subscription) {
    FeedEvent event =
        new FeedEvent(
            0,
            Instant.now(),
            Objects.requireNonNullElse(subscription.project(), ""),
            "webhook_test",
            "{\"message\":\"If you can read this, the webhook works.\"}");
    return send(subscription, event, "msg_test_" + UUID.randomUUID());
  }

  private Result send(Subscription to, FeedEvent event, String id) {
    return sender.send(Receiver.read(to.url()), Message.of(to, event, id, Instant.now()));
  }

  private void run() {
    try (Changes.Subscription _ = changes.subscribe(Changes.Topic.FEED, this::heard)) {
      boolean reachable = true;
      while (!closed) {
        Duration wait;
        try {
          wait = work();
          reachable = true;
        } catch (UnavailableException e) {
          if (reachable && !closed) {
            log.warn("webhooks wait: {}", e.getMessage());
          }
          reachable = false;
          wait = RETRY;
        } catch (RuntimeException e) {
          log.error("webhooks could not be dispatched", e);
          wait = RETRY;
        }
        TimeUnit.MILLISECONDS.sleep(GATHER_MILLIS);
        var _ = wakeUps.tryAcquire(wait.toMillis(), TimeUnit.MILLISECONDS);
        wakeUps.drainPermits();
      }
    } catch (InterruptedException e) {
      // Closed.
    }
  }

  private void heard(Change change) {
    switch (change) {
      case Change.FeedGrew _ -> {
        if (anybody) {
          wakeUps.release();
        }
      }
      case Change.Resync _ -> wakeUps.release();
      case Change.FeedWaits _,
          Change.TaskChanged _,
          Change.ProjectCreated _,
          Change.MemoryChanged _,
          Change.ResourceChanged _,
          Change.CallChanged _,
          Change.OfSession _ -> {}
    }
  }

  /** Gives how long there is nothing more to do. */
  private Duration work() {
    Dispatched dispatched = store.dispatch();
    while (dispatched.more() && !closed) {
      dispatched = store.dispatch();
    }
    anybody = dispatched.active() > 0;
    if (!anybody) {
      return LOOK;
    }
    while (slots.tryAcquire()) {
      if (!begin()) {
        return store.untilDue().filter(due -> due.compareTo(LOOK) < 0).orElse(LOOK);
      }
    }
    // Whoever is done wakes us.
    return LOOK;
  }

  /** Begins with the next receiver, in a slot that is ours. */
  private boolean begin() {
    Sending sending = null;
    try {
      sending = store.take(limits.lease(), BATCH);
    } finally {
      if (sending == null) {
        slots.release();
      }
    }
    if (sending == null) {
      return false;
    }
    Sending taken = sending;
    workers.execute(() -> serve(taken));
    return true;
  }

  private void serve(Sending sending) {
    try {
      List<Delivery> due = sending.due();
      for (int i = 0; i < due.size() && !closed; i++) {
        if (!deliver(sending, due.get(i))) {
          break;
        }
      }
      sending.release();
    } catch (UnavailableException e) {
      // The lease runs out, and what was not noted is sent again.
      log.warn("the results of a webhook wait: {}", e.getMessage());
    } catch (RuntimeException e) {
      log.error("the deliveries of webhook {} failed", sending.subscription().id(), e);
    } finally {
      slots.release();
      wakeUps.release();
    }
  }

  /** Gives whether to go on with the next. */
  private boolean deliver(Sending sending, Delivery delivery) {
    Subscription to = sending.subscription();
    Result result = send(to, delivery.event(), "msg_" + to.id() + "_" + delivery.event().seq());
    if (result.isDelivered()) {
      ended(Attempt.DELIVERED);
      return sending.delivered(delivery, Objects.requireNonNull(result.status()));
    }
    if (closed && result.status() == null) {
      // We hung up, which says nothing of the receiver.
      return false;
    }
    if (result.isGone()) {
      ended(Attempt.GONE);
      sending.refused(delivery, Objects.requireNonNull(result.status()), result.error());
      log.warn("webhook {} is switched off: {}", to.id(), result.error());
      return false;
    }
    ended(Attempt.FAILED);
    Duration asked = result.retryAfter().orElse(Duration.ZERO);
    sending.failed(
        delivery,
        result.status(),
        result.error(),
        longer(asked, limits.backoff(delivery.attempts(), random())),
        longer(asked, limits.rest(to.failures(), random())),
        limits.patience());
    log.debug("webhook {} failed: {}", to.id(), result.error());
    return false;
  }

  private static double random() {
    return ThreadLocalRandom.current().nextDouble();
  }

  private static Duration longer(Duration a, Duration b) {
    return a.compareTo(b) > 0 ? a : b;
  }

  /** Requests that are under way have a moment to end. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    thread.interrupt();
    workers.shutdown();
    try {
      if (!workers.awaitTermination(FINISH.toMillis(), TimeUnit.MILLISECONDS)) {
        log.debug("webhooks are cut off; they are sent again");
      }
      sender.close();
      var _ = workers.awaitTermination(FINISH.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      sender.close();
    }
  }
}
