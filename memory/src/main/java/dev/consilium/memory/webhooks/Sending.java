package dev.consilium.memory.webhooks;

import static dev.consilium.memory.jooq.Tables.WEBHOOK_DELIVERY;
import static dev.consilium.memory.jooq.Tables.WEBHOOK_SUBSCRIPTION;

import dev.consilium.memory.Transactions;
import dev.consilium.schemas.json.Names;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jooq.types.DayToSecond;
import org.jspecify.annotations.Nullable;

/**
 * The deliveries of a subscription that are due, for the one sender that has its lease, in the
 * order of their events. Each result that is told renews the lease; what is told after another
 * sender took over is not written. For one thread.
 */
public final class Sending {
  private static final int LONGEST_ERROR = 500;

  private final Transactions transactions;
  private final Duration lease;
  private final UUID self;
  private final Subscription subscription;
  private final List<Delivery> due;

  private Sending(
      Transactions transactions,
      Duration lease,
      UUID self,
      Subscription subscription,
      List<Delivery> due) {
    this.transactions = transactions;
    this.lease = lease;
    this.self = self;
    this.subscription = subscription;
    this.due = due;
  }

  static @Nullable Sending take(Transactions transactions, Duration lease, int most) {
    UUID self = UUID.randomUUID();
    return transactions.<@Nullable Sending>write(dsl -> {
      var next =
          DSL.select(WEBHOOK_SUBSCRIPTION.ID)
              .from(WEBHOOK_SUBSCRIPTION)
              .where(
                  WEBHOOK_SUBSCRIPTION.ACTIVE.isTrue(),
                  WEBHOOK_SUBSCRIPTION.REST_UNTIL.le(now()),
                  WEBHOOK_SUBSCRIPTION
                      .TAKEN_UNTIL
                      .isNull()
                      .or(WEBHOOK_SUBSCRIPTION.TAKEN_UNTIL.lt(now())),
                  DSL.exists(
                      DSL.selectOne().from(WEBHOOK_DELIVERY).where(dueOf(WEBHOOK_SUBSCRIPTION.ID))))
              .orderBy(WEBHOOK_SUBSCRIPTION.REST_UNTIL, WEBHOOK_SUBSCRIPTION.ID)
              .limit(1)
              .forUpdate()
              .skipLocked();
      Long id =
          dsl.update(WEBHOOK_SUBSCRIPTION)
              .set(WEBHOOK_SUBSCRIPTION.TAKEN_BY, self)
              .set(WEBHOOK_SUBSCRIPTION.TAKEN_UNTIL, in(lease))
              .where(WEBHOOK_SUBSCRIPTION.ID.eq(next))
              .returning(WEBHOOK_SUBSCRIPTION.ID)
              .fetchOne(WEBHOOK_SUBSCRIPTION.ID);
      if (id == null) {
        return null;
      }
      List<Delivery> due =
          dsl.selectFrom(WEBHOOK_DELIVERY)
              .where(dueOf(DSL.val(id)))
              .orderBy(WEBHOOK_DELIVERY.SEQ)
              .limit(most)
              .fetch(SubscriptionRows::delivery);
      Subscription subscription =
          SubscriptionRows.select(dsl, WEBHOOK_SUBSCRIPTION.ID.eq(id)).getFirst();
      return new Sending(transactions, lease, self, subscription, due);
    });
  }

  private static Condition dueOf(Field<Long> subscription) {
    return WEBHOOK_DELIVERY
        .SUBSCRIPTION_ID
        .eq(subscription)
        .and(WEBHOOK_DELIVERY.STATE.eq(DSL.inline(Names.of(DeliveryState.PENDING))))
        .and(WEBHOOK_DELIVERY.DUE_AT.le(now()));
  }

  public Subscription subscription() {
    return subscription;
  }

  public List<Delivery> due() {
    return due;
  }

  /**
   * The receiver took it.
   *
   * @return whether to go on with the next
   */
  public boolean delivered(Delivery delivery, int status) {
    return transactions.write(dsl -> {
      boolean goOn = renew(dsl, 0, Duration.ZERO);
      if (held(dsl)) {
        int _ =
            dsl.update(WEBHOOK_DELIVERY)
                .set(WEBHOOK_DELIVERY.STATE, Names.of(DeliveryState.DELIVERED))
                .set(WEBHOOK_DELIVERY.ATTEMPTS, WEBHOOK_DELIVERY.ATTEMPTS.plus(1))
                .set(WEBHOOK_DELIVERY.STATUS, status)
                .setNull(WEBHOOK_DELIVERY.ERROR)
                .set(WEBHOOK_DELIVERY.ENDED_AT, now())
                .where(isOf(delivery))
                .execute();
      }
      return goOn;
    });
  }

  /**
   * It did not get there.
   *
   * @param again when it is tried again, unless its time is over
   * @param rest how long the receiver is left alone
   */
  public void failed(
      Delivery delivery,
      @Nullable Integer status,
      String error,
      Duration again,
      Duration rest,
      Patience patience) {
    int _ =
        transactions.write(dsl -> {
          var _ = renew(dsl, 1, rest);
          if (!held(dsl)) {
            return 0;
          }
          Condition over =
              WEBHOOK_DELIVERY
                  .ATTEMPTS
                  .ge(patience.attempts())
                  .or(WEBHOOK_DELIVERY.QUEUED_AT.le(in(patience.age().negated())));
          String why = shortened(error);
          int _ =
              dsl.update(WEBHOOK_DELIVERY)
                  .set(WEBHOOK_DELIVERY.ATTEMPTS, WEBHOOK_DELIVERY.ATTEMPTS.plus(1))
                  .set(WEBHOOK_DELIVERY.STATUS, status)
                  .set(WEBHOOK_DELIVERY.ERROR, why)
                  .set(WEBHOOK_DELIVERY.DUE_AT, in(again))
                  .where(isOf(delivery))
                  .execute();
          // All whose time is over go with it: a receiver that is down is not asked for each.
          return dsl.update(WEBHOOK_DELIVERY)
              .set(WEBHOOK_DELIVERY.STATE, Names.of(DeliveryState.DEAD))
              .set(WEBHOOK_DELIVERY.ERROR, why)
              .set(WEBHOOK_DELIVERY.ENDED_AT, now())
              .where(
                  WEBHOOK_DELIVERY.SUBSCRIPTION_ID.eq(subscription.id()),
                  WEBHOOK_DELIVERY.STATE.eq(DSL.inline(Names.of(DeliveryState.PENDING))),
                  over)
              .execute();
        });
  }

  /** The receiver wants nothing more: the subscription is switched off. */
  public void refused(Delivery delivery, int status, String error) {
    int _ =
        transactions.write(dsl -> {
          if (!held(dsl)) {
            return 0;
          }
          int _ =
              dsl.update(WEBHOOK_DELIVERY)
                  .set(WEBHOOK_DELIVERY.ATTEMPTS, WEBHOOK_DELIVERY.ATTEMPTS.plus(1))
                  .set(WEBHOOK_DELIVERY.STATE, Names.of(DeliveryState.DEAD))
                  .set(WEBHOOK_DELIVERY.STATUS, status)
                  .set(WEBHOOK_DELIVERY.ERROR, shortened(error))
                  .set(WEBHOOK_DELIVERY.ENDED_AT, now())
                  .where(isOf(delivery))
                  .execute();
          return dsl.update(WEBHOOK_SUBSCRIPTION)
              .set(WEBHOOK_SUBSCRIPTION.ACTIVE, false)
              .set(WEBHOOK_SUBSCRIPTION.ENDED, shortened(error))
              .where(WEBHOOK_SUBSCRIPTION.TAKEN_BY.eq(self))
              .execute();
        });
  }

  /** Lets others have it. */
  public void release() {
    int _ =
        transactions.write(dsl ->
            dsl.update(WEBHOOK_SUBSCRIPTION)
                .setNull(WEBHOOK_SUBSCRIPTION.TAKEN_BY)
                .setNull(WEBHOOK_SUBSCRIPTION.TAKEN_UNTIL)
                .where(WEBHOOK_SUBSCRIPTION.TAKEN_BY.eq(self))
                .execute());
  }

  /** False when the lease is lost, or the subscription is another by now. */
  private boolean renew(DSLContext dsl, int failures, Duration rest) {
    var row =
        dsl.update(WEBHOOK_SUBSCRIPTION)
            .set(WEBHOOK_SUBSCRIPTION.TAKEN_UNTIL, in(lease))
            .set(
                WEBHOOK_SUBSCRIPTION.FAILURES,
                failures == 0 ? DSL.val(0) : WEBHOOK_SUBSCRIPTION.FAILURES.plus(failures))
            .set(WEBHOOK_SUBSCRIPTION.REST_UNTIL, in(rest))
            .where(WEBHOOK_SUBSCRIPTION.TAKEN_BY.eq(self))
            .returning(WEBHOOK_SUBSCRIPTION.ACTIVE, WEBHOOK_SUBSCRIPTION.CHANGED_AT)
            .fetchOne();
    return row != null
        && row.getActive()
        && row.getChangedAt().toInstant().equals(subscription.changedAt());
  }

  private boolean held(DSLContext dsl) {
    return dsl.fetchExists(
        dsl.selectOne()
            .from(WEBHOOK_SUBSCRIPTION)
            .where(WEBHOOK_SUBSCRIPTION.TAKEN_BY.eq(self))
            .forUpdate());
  }

  private Condition isOf(Delivery delivery) {
    return WEBHOOK_DELIVERY
        .SUBSCRIPTION_ID
        .eq(subscription.id())
        .and(WEBHOOK_DELIVERY.SEQ.eq(delivery.event().seq()))
        .and(WEBHOOK_DELIVERY.STATE.eq(DSL.inline(Names.of(DeliveryState.PENDING))));
  }

  /** PostgreSQL has no NUL in texts. */
  private static String shortened(String error) {
    String text = error.replace('\0', ' ');
    return text.length() > LONGEST_ERROR ? text.substring(0, LONGEST_ERROR) + "…" : text;
  }

  private static Field<OffsetDateTime> now() {
    return DSL.field("clock_timestamp()", OffsetDateTime.class);
  }

  private static Field<OffsetDateTime> in(Duration duration) {
    return now().plus(DayToSecond.valueOf(duration));
  }
}
