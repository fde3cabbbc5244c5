package dev.consilium.server.api;

import dev.consilium.memory.webhooks.Delivery;
import dev.consilium.memory.webhooks.DeliveryPage;
import dev.consilium.memory.webhooks.DeliveryState;
import dev.consilium.memory.webhooks.Replayed;
import dev.consilium.memory.webhooks.WebhookStore;
import dev.consilium.schemas.json.Field;
import dev.consilium.schemas.json.Json;
import dev.consilium.schemas.json.Names;
import dev.consilium.server.outgoing.Outgoing;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** What is sent to those who are told of what happens, and what could not be. */
final class DeliveriesResource {
  private static final String ALL = OutgoingResource.ONE + "/deliveries";
  private static final String ONE = ALL + "/{seq}";

  enum State {
    PENDING,
    DELIVERED,
    DEAD
  }

  record OfEvent(long id, long seq) {}

  record Wanted(
      long id,
      @Nullable State state,
      @Field(value = "Default 100", min = 1, max = Limits.PAGE) @Nullable Integer limit,
      @Field(max = Limits.NAME) @Nullable String cursor) {}

  record DeliveryView(
      long seq,
      String type,
      String project,
      @Field("pending, delivered or dead") String state,
      int attempts,
      @Field("When it is tried next") @Nullable Instant dueAt,
      @Field("Of the last answer") @Nullable Integer status,
      @Nullable String error,
      Instant queuedAt,
      @Nullable Instant endedAt) {
    static DeliveryView of(Delivery delivery) {
      return new DeliveryView(
          delivery.event().seq(),
          delivery.event().type(),
          delivery.event().project(),
          Names.of(delivery.state()),
          delivery.attempts(),
          delivery.state() == DeliveryState.PENDING ? delivery.dueAt() : null,
          delivery.status(),
          delivery.error(),
          delivery.queuedAt(),
          delivery.endedAt());
    }
  }

  record WholeDelivery(DeliveryView delivery, @Field("Of the event") ObjectNode data) {}

  record ReplayedView(@Field("How many are tried again") int replayed) {}

  private final WebhookStore store;
  private final Outgoing outgoing;

  DeliveriesResource(WebhookStore store, Outgoing outgoing) {
    this.store = store;
    this.outgoing = outgoing;
  }

  List<Operation<?, ?>> operations() {
    List<Operation<?, ?>> operations =
        List.of(
            Operation.bare(
                "POST",
                OutgoingResource.ONE + "/replay",
                "replayDeadLetters",
                OutgoingResource.TAG,
                "Try all dead letters again",
                "",
                OutgoingResource.Numbered.class,
                Reply.one(ReplayedView.class),
                this::replayDead),
            Operation.get(
                ALL,
                "listDeliveries",
                OutgoingResource.TAG,
                "What was sent or is to be, the latest event first",
                "Those that arrived are kept for a week, dead letters for 30 days.",
                Wanted.class,
                Reply.page(DeliveryView.class),
                this::deliveries),
            Operation.get(
                ONE,
                "getDelivery",
                OutgoingResource.TAG,
                "One of them, with its event",
                "",
                OfEvent.class,
                Reply.one(WholeDelivery.class),
                this::delivery),
            Operation.bare(
                "POST",
                ONE + "/replay",
                "replayDelivery",
                OutgoingResource.TAG,
                "Try it again",
                "With the same webhook-id, so that receivers know what they have.",
                OfEvent.class,
                Reply.one(DeliveryView.class),
                this::replay));
    return operations.stream()
        .<Operation<?, ?>>map(o -> o.with(Operation.Trait.ADMINISTRATIVE))
        .toList();
  }

  private Answer deliveries(Wanted wanted, Caller caller) {
    DeliveryPage page =
        store.deliveries(
            wanted.id(),
            wanted.state() == null ? null : DeliveryState.valueOf(wanted.state().name()),
            wanted.cursor(),
            Objects.requireNonNullElse(wanted.limit(), Limits.DEFAULT_PAGE));
    return caller.page(
        page.deliveries().stream().map(DeliveryView::of).toList(), page.nextCursor());
  }

  private Answer delivery(OfEvent which, Caller caller) {
    Delivery delivery = store.delivery(which.id(), which.seq());
    return Answer.of(
        new WholeDelivery(
            DeliveryView.of(delivery),
            (ObjectNode) Json.MAPPER.readTree(delivery.event().dataJson())));
  }

  private Answer replay(OfEvent which, Caller caller) {
    Delivery replayed = store.replay(caller.write(), which.id(), which.seq());
    outgoing.wake();
    return Answer.of(DeliveryView.of(replayed));
  }

  private Answer replayDead(OutgoingResource.Numbered which, Caller caller) {
    Replayed replayed = store.replayDead(caller.write(), which.id());
    outgoing.wake();
    return Answer.of(new ReplayedView(replayed.replayed()));
  }
}
