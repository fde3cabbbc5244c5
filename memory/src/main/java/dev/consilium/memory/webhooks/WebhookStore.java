package dev.consilium.memory.webhooks;

import static dev.consilium.memory.jooq.Tables.FEED_POSITION;
import static dev.consilium.memory.jooq.Tables.WEBHOOK_DELIVERY;
import static dev.consilium.memory.jooq.Tables.WEBHOOK_SUBSCRIPTION;

import dev.consilium.memory.Refused;
import dev.consilium.memory.Transactions;
import dev.consilium.memory.Write;
import dev.consilium.schemas.json.Names;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** Subscriptions, and the outbox to their receivers. */
public final class WebhookStore {
  public static final int MOST = 100;

  /** Before a secret, so that everybody sees what it is. */
  public static final String SECRET_PREFIX = "whsec_";

  private static final int SECRET_BYTES = 32;

  private final Transactions transactions;

  public WebhookStore(Transactions transactions) {
    this.transactions = transactions;
  }

  public List<Subscription> list() {
    return transactions.read(dsl -> SubscriptionRows.select(dsl, DSL.noCondition()));
  }

  public Subscription get(long id) {
    return transactions.read(dsl -> known(dsl, id));
  }

  private static Subscription known(DSLContext dsl, long id) {
    return SubscriptionRows.select(dsl, WEBHOOK_SUBSCRIPTION.ID.eq(id)).stream()
        .findFirst()
        .orElseThrow(() ->
            Refused.unknown("id", "there is no webhook " + id + "; GET /api/webhooks shows them."));
  }

  /** From now on the receiver is told; without a secret, one is made. */
  public Subscription create(Write write, NewSubscription wanted) {
    byte[] random = new byte[SECRET_BYTES];
    new SecureRandom().nextBytes(random);
    String secret =
        Objects.requireNonNullElseGet(
            wanted.secret(), () -> SECRET_PREFIX + Base64.getEncoder().encodeToString(random));
    Long id =
        transactions.write(
            write,
            "webhook create",
            wanted,
            Long.class,
            dsl -> {
              int _ = dsl.execute("SELECT pg_advisory_xact_lock(hashtext('webhook_subscription'))");
              if (dsl.fetchCount(WEBHOOK_SUBSCRIPTION) >= MOST) {
                throw Refused.conflict(
                    "url", "there are " + MOST + " webhooks, which is the most; delete one first.");
              }
              return dsl.insertInto(WEBHOOK_SUBSCRIPTION)
                  .set(WEBHOOK_SUBSCRIPTION.NAME, wanted.name())
                  .set(WEBHOOK_SUBSCRIPTION.URL, wanted.url())
                  .set(WEBHOOK_SUBSCRIPTION.FORMAT, Names.of(wanted.format()))
                  .set(WEBHOOK_SUBSCRIPTION.PROJECT, wanted.project())
                  .set(WEBHOOK_SUBSCRIPTION.TYPES, wanted.types().toArray(String[]::new))
                  .set(WEBHOOK_SUBSCRIPTION.CHAT_ID, wanted.chatId())
                  .set(WEBHOOK_SUBSCRIPTION.SECRET, secret)
                  .set(
                      WEBHOOK_SUBSCRIPTION.READ_TO,
                      DSL.field(DSL.select(FEED_POSITION.LAST).from(FEED_POSITION)))
                  .set(WEBHOOK_SUBSCRIPTION.CREATED_BY, write.principal())
                  .returning(WEBHOOK_SUBSCRIPTION.ID)
                  .fetchSingle(WEBHOOK_SUBSCRIPTION.ID);
            });
    return get(Objects.requireNonNull(id));
  }

  /** Who is switched on again goes on where it was. */
  public Subscription change(Write write, long id, SubscriptionChange change) {
    record Request(long id, SubscriptionChange change) {}
    Long changed =
        transactions.write(
            write,
            "webhook change",
            new Request(id, change),
            Long.class,
            dsl -> {
              Subscription before = known(dsl, id);
              String project = change.project() == null ? before.project() : change.project();
              boolean active = Objects.requireNonNullElse(change.active(), before.active());
              int _ =
                  dsl.update(WEBHOOK_SUBSCRIPTION)
                      .set(WEBHOOK_SUBSCRIPTION.NAME, or(change.name(), before.name()))
                      .set(WEBHOOK_SUBSCRIPTION.URL, or(change.url(), before.url()))
                      .set(
                          WEBHOOK_SUBSCRIPTION.PROJECT,
                          project == null || project.isEmpty() ? null : project)
                      .set(
                          WEBHOOK_SUBSCRIPTION.TYPES,
                          (change.types() == null ? before.types() : change.types())
                              .stream().sorted().toArray(String[]::new))
                      .set(
                          WEBHOOK_SUBSCRIPTION.CHAT_ID,
                          change.chatId() == null ? before.chatId() : change.chatId())
                      .set(WEBHOOK_SUBSCRIPTION.SECRET, or(change.secret(), before.secret()))
                      .set(WEBHOOK_SUBSCRIPTION.ACTIVE, active)
                      .set(
                          WEBHOOK_SUBSCRIPTION.ENDED,
                          change.active() == null ? before.ended() : null)
                      .set(WEBHOOK_SUBSCRIPTION.FAILURES, 0)
                      .set(WEBHOOK_SUBSCRIPTION.REST_UNTIL, DSL.currentOffsetDateTime())
                      .set(
                          WEBHOOK_SUBSCRIPTION.CHANGED_AT,
                          DSL.field("clock_timestamp()", OffsetDateTime.class))
                      .where(WEBHOOK_SUBSCRIPTION.ID.eq(id))
                      .execute();
              return id;
            });
    return get(Objects.requireNonNull(changed));
  }

  private static String or(@Nullable String value, String fallback) {
    return Objects.requireNonNullElse(value, fallback);
  }

  /** Forgets it, with its deliveries; gives what it was. */
  public Subscription delete(Write write, long id) {
    Subscription gone = get(id);
    Long _ =
        transactions.write(
            write,
            "webhook delete",
            id,
            Long.class,
            dsl -> {
              int _ =
                  dsl.deleteFrom(WEBHOOK_SUBSCRIPTION)
                      .where(WEBHOOK_SUBSCRIPTION.ID.eq(id))
                      .execute();
              return id;
            });
    return gone;
  }

  /**
   * Deliveries, the latest event first.
   *
   * @param state null for all
   * @param cursor of the page before
   */
  public DeliveryPage deliveries(
      long id, @Nullable DeliveryState state, @Nullable String cursor, int limit) {
    Condition wanted = WEBHOOK_DELIVERY.SUBSCRIPTION_ID.eq(id);
    if (state != null) {
      wanted = wanted.and(WEBHOOK_DELIVERY.STATE.eq(DSL.inline(Names.of(state))));
    }
    if (cursor != null) {
      if (!cursor.matches("\\d{1,18}")) {
        throw new Refused("cursor", "expected the X-Next-Cursor of the page before.");
      }
      wanted = wanted.and(WEBHOOK_DELIVERY.SEQ.lt(Long.valueOf(cursor)));
    }
    Condition condition = wanted;
    return transactions.read(dsl -> {
      var _ = known(dsl, id);
      List<Delivery> found =
          dsl.selectFrom(WEBHOOK_DELIVERY)
              .where(condition)
              .orderBy(WEBHOOK_DELIVERY.SEQ.desc())
              .limit(limit + 1)
              .fetch(SubscriptionRows::delivery);
      return found.size() <= limit
          ? new DeliveryPage(found, null)
          : new DeliveryPage(
              found.subList(0, limit), Long.toString(found.get(limit - 1).event().seq()));
    });
  }

  public Delivery delivery(long id, long seq) {
    return transactions.read(dsl -> {
      var _ = known(dsl, id);
      return delivery(dsl, id, seq);
    });
  }

  private static Delivery delivery(DSLContext dsl, long id, long seq) {
    return dsl.selectFrom(WEBHOOK_DELIVERY)
        .where(WEBHOOK_DELIVERY.SUBSCRIPTION_ID.eq(id), WEBHOOK_DELIVERY.SEQ.eq(seq))
        .fetchOptional(SubscriptionRows::delivery)
        .orElseThrow(() ->
            Refused.unknown(
                "seq",
                "webhook "
                    + id
                    + " has no delivery of an event "
                    + seq
                    + "; GET /api/webhooks/"
                    + id
                    + "/deliveries shows them."));
  }

  /** Tries a delivery again that has ended. */
  public Delivery replay(Write write, long id, long seq) {
    record Request(long id, long seq) {}
    Long _ =
        transactions.write(
            write,
            "webhook replay",
            new Request(id, seq),
            Long.class,
            dsl -> {
              var _ = known(dsl, id);
              if (delivery(dsl, id, seq).state() == DeliveryState.PENDING) {
                throw Refused.conflict("seq", "this delivery is being tried; wait for its end.");
              }
              var _ = again(dsl, id, WEBHOOK_DELIVERY.SEQ.eq(seq));
              return seq;
            });
    return delivery(id, seq);
  }

  /** Tries all dead letters again. */
  public Replayed replayDead(Write write, long id) {
    return Objects.requireNonNull(
        transactions.write(
            write,
            "webhook replay all",
            id,
            Replayed.class,
            dsl -> {
              var _ = known(dsl, id);
              return new Replayed(
                  again(
                      dsl,
                      id,
                      WEBHOOK_DELIVERY.STATE.eq(DSL.inline(Names.of(DeliveryState.DEAD)))));
            }));
  }

  private static int again(DSLContext dsl, long id, Condition which) {
    return dsl.update(WEBHOOK_DELIVERY)
        .set(WEBHOOK_DELIVERY.STATE, Names.of(DeliveryState.PENDING))
        .set(WEBHOOK_DELIVERY.ATTEMPTS, 0)
        .set(WEBHOOK_DELIVERY.QUEUED_AT, DSL.currentOffsetDateTime())
        .set(WEBHOOK_DELIVERY.DUE_AT, DSL.currentOffsetDateTime())
        .setNull(WEBHOOK_DELIVERY.ENDED_AT)
        .where(
            WEBHOOK_DELIVERY.SUBSCRIPTION_ID.eq(id),
            WEBHOOK_DELIVERY.STATE.ne(Names.of(DeliveryState.PENDING)),
            which)
        .execute();
  }

  /** Writes deliveries of what happened. */
  public Dispatched dispatch() {
    return transactions.write(dsl -> new Dispatch(dsl).run());
  }

  /** Takes the deliveries that are due of some subscription; the lease is renewed by results. */
  public @Nullable Sending take(Duration lease, int most) {
    return Sending.take(transactions, lease, most);
  }

  /** What is not delivered, of all receivers. */
  public Backlog backlog() {
    return transactions.read(
        dsl -> new Backlog(count(dsl, DeliveryState.PENDING), count(dsl, DeliveryState.DEAD)));
  }

  /** The state is written into the statement, as the partial indexes want it. */
  private static long count(DSLContext dsl, DeliveryState state) {
    return Objects.requireNonNull(
        dsl.select(DSL.count().cast(Long.class))
            .from(WEBHOOK_DELIVERY)
            .where(WEBHOOK_DELIVERY.STATE.eq(DSL.inline(Names.of(state))))
            .fetchOne(0, Long.class));
  }

  /** How long until there is something to take; empty where nothing waits. */
  public Optional<Duration> untilDue() {
    Double seconds =
        transactions.<@Nullable Double>read(dsl ->
            dsl.resultQuery(
                    """
                    SELECT extract(epoch FROM
                      min(greatest(d.due_at, s.rest_until, s.taken_until)) - clock_timestamp())::float8
                    FROM webhook_subscription AS s CROSS JOIN LATERAL (
                      SELECT min(w.due_at) AS due_at FROM webhook_delivery AS w
                      WHERE w.subscription_id = s.id AND w.state = 'pending') AS d
                    WHERE s.active AND d.due_at IS NOT NULL
                    """)
                .fetchOne(0, Double.class));
    return Optional.ofNullable(seconds)
        .map(wait -> Duration.ofMillis((long) Math.ceil(Math.max(0, wait) * 1_000)));
  }
}
