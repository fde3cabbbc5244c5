package dev.consilium.memory.webhooks;

import static dev.consilium.memory.jooq.Tables.WEBHOOK_DELIVERY;
import static dev.consilium.memory.jooq.Tables.WEBHOOK_SUBSCRIPTION;

import dev.consilium.memory.feed.FeedEvent;
import dev.consilium.memory.jooq.tables.records.WebhookDeliveryRecord;
import dev.consilium.memory.jooq.tables.records.WebhookSubscriptionRecord;
import dev.consilium.schemas.json.Names;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** Rows as the store's face shows them. */
final class SubscriptionRows {
  private SubscriptionRows() {}

  static List<Subscription> select(DSLContext dsl, Condition condition) {
    Field<Long> pending = counted(DeliveryState.PENDING);
    Field<Long> dead = counted(DeliveryState.DEAD);
    return dsl.select(WEBHOOK_SUBSCRIPTION.fields())
        .select(pending, dead)
        .from(WEBHOOK_SUBSCRIPTION)
        .where(condition)
        .orderBy(WEBHOOK_SUBSCRIPTION.ID)
        .fetch(row ->
            subscription(
                row.into(WEBHOOK_SUBSCRIPTION),
                Objects.requireNonNull(row.get(pending)),
                Objects.requireNonNull(row.get(dead))));
  }

  /** The state stands in the statement, so that the index of it is used. */
  private static Field<Long> counted(DeliveryState state) {
    return DSL.field(
            DSL.select(DSL.count().cast(Long.class))
                .from(WEBHOOK_DELIVERY)
                .where(
                    WEBHOOK_DELIVERY.SUBSCRIPTION_ID.eq(WEBHOOK_SUBSCRIPTION.ID),
                    WEBHOOK_DELIVERY.STATE.eq(DSL.inline(Names.of(state)))))
        .as("counted_" + Names.of(state));
  }

  private static Subscription subscription(WebhookSubscriptionRecord row, long pending, long dead) {
    return new Subscription(
        row.getId(),
        row.getName(),
        row.getUrl(),
        Format.valueOf(row.getFormat().toUpperCase(Locale.ROOT)),
        row.getProject(),
        Set.of(row.getTypes()),
        row.getChatId(),
        row.getSecret(),
        row.getActive(),
        row.getEnded(),
        row.getMissed(),
        row.getFailures(),
        pending,
        dead,
        row.getCreatedAt().toInstant(),
        row.getChangedAt().toInstant());
  }

  static Delivery delivery(WebhookDeliveryRecord row) {
    return new Delivery(
        new FeedEvent(
            row.getSeq(),
            row.getAt().toInstant(),
            row.getProject(),
            row.getType(),
            row.getData().data()),
        DeliveryState.valueOf(row.getState().toUpperCase(Locale.ROOT)),
        row.getAttempts(),
        row.getQueuedAt().toInstant(),
        row.getDueAt().toInstant(),
        row.getStatus(),
        row.getError(),
        instant(row.getEndedAt()));
  }

  private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
    return time == null ? null : time.toInstant();
  }
}
