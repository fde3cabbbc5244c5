package dev.consilium.server.api;

import dev.consilium.memory.webhooks.Delivery;
import dev.consilium.memory.webhooks.DeliveryPage;
import dev.consilium.memory.webhooks.DeliveryState;
import dev.consilium.memory.webhooks.Format;
import dev.consilium.memory.webhooks.NewSubscription;
import dev.consilium.memory.webhooks.Replayed;
import dev.consilium.memory.webhooks.Subscription;
import dev.consilium.memory.webhooks.SubscriptionChange;
import dev.consilium.memory.webhooks.WebhookStore;
import dev.consilium.schemas.events.LiveEvent;
import dev.consilium.schemas.json.Field;
import dev.consilium.schemas.json.Json;
import dev.consilium.schemas.json.Names;
import dev.consilium.server.outgoing.Outgoing;
import dev.consilium.server.outgoing.Result;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Who is told of what happens by requests that we send. */
final class OutgoingResource {
  private static final String TAG = "outgoing webhooks";
  private static final String ALL = "/api/webhooks";
  private static final String ONE = ALL + "/{id}";
  private static final String DELIVERIES = ONE + "/deliveries";
  private static final String EVERY_TYPE = "all";

  enum As {
    GENERIC,
    SLACK,
    TELEGRAM
  }

  enum State {
    PENDING,
    DELIVERED,
    DEAD
  }

  record Numbered(long id) {}

  record OfEvent(long id, long seq) {}

  record Wanted(
      long id,
      @Nullable State state,
      @Field(value = "Default 100", min = 1, max = Limits.PAGE) @Nullable Integer limit,
      @Field(max = Limits.NAME) @Nullable String cursor) {}

  record NewWebhook(
      @Field(
              value =
                  "Where to send to. Telegram: https://api.telegram.org/botTOKEN/sendMessage; it is"
                      + " never shown again as a whole",
              min = 1,
              max = Limits.URL)
          String url,
      @Field("generic by default: the message of the live feed, signed") @Nullable As format,
      @Field(value = "To tell it from others", max = Limits.NAME) @Nullable String name,
      @Field(value = "All projects by default", max = Limits.NAME) @Nullable String project,
      @Field(
              value =
                  "task_started, task_status, task_finished and task_error by default; all for all",
              min = 1,
              max = Limits.EVENT_TYPES)
          @Nullable List<String> types,
      @Field(value = "Needed for telegram: the number of the chat, or @channel", max = Limits.NAME)
          @Nullable String chatId,
      @Field(value = "To sign with, as whsec_…; one is made by default", max = Limits.NAME)
          @Nullable String secret) {}

  record WebhookPatch(
      @Field(min = 1, max = Limits.URL) @Nullable String url,
      @Field(max = Limits.NAME) @Nullable String name,
      @Field(value = "Empty for all projects", max = Limits.NAME) @Nullable String project,
      @Field(min = 1, max = Limits.EVENT_TYPES) @Nullable List<String> types,
      @Field(min = 1, max = Limits.NAME) @Nullable String chatId,
      @Field(value = "To sign with from now on", max = Limits.NAME) @Nullable String secret,
      @Field("Switched on again, it goes on where it was") @Nullable Boolean active) {}

  record WebhookView(
      long id,
      String name,
      @Field("Without what may be secret") String url,
      @Field("generic, slack or telegram") String format,
      @Field("null for all") @Nullable String project,
      List<String> types,
      @Nullable String chatId,
      boolean active,
      @Field("Why it was switched off, unless a person did it") @Nullable String ended,
      @Field("Deliveries that wait") long pending,
      @Field("Deliveries that were given up") long dead,
      @Field("Events that were forgotten before they could be read, of whatever project and type")
          long missed,
      Instant createdAt,
      Instant updatedAt) {
    static WebhookView of(Subscription subscription) {
      return new WebhookView(
          subscription.id(),
          subscription.name(),
          Outgoing.shown(subscription),
          Names.of(subscription.format()),
          subscription.project(),
          shown(subscription),
          subscription.chatId(),
          subscription.active(),
          subscription.ended(),
          subscription.pending(),
          subscription.dead(),
          subscription.missed(),
          subscription.createdAt(),
          subscription.changedAt());
    }

    private static List<String> shown(Subscription subscription) {
      return subscription.types().isEmpty()
          ? List.of(EVERY_TYPE)
          : subscription.types().stream().sorted().toList();
    }
  }

  record CreatedWebhook(
      WebhookView webhook, @Field("Shown this once; what receivers verify with") String secret) {}

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

  record Tested(
      boolean delivered, @Nullable Integer status, @Field("Empty if it arrived") String error) {}

  private final WebhookStore store;
  private final Outgoing outgoing;

  OutgoingResource(WebhookStore store, Outgoing outgoing) {
    this.store = store;
    this.outgoing = outgoing;
  }

  List<Operation<?, ?>> operations() {
    List<Operation<?, ?>> operations =
        List.of(
            Operation.get(
                ALL,
                "listWebhooks",
                TAG,
                "Who is told of what happens",
                "",
                Operation.Nothing.class,
                Reply.list(WebhookView.class),
                (_, _) -> Answer.of(store.list().stream().map(WebhookView::of).toList())),
            Operation.write(
                "POST",
                ALL,
                "createWebhook",
                TAG,
                "Tell somebody of what happens from now on",
                "Requests are signed as Standard Webhooks has it, and repeated until they arrive.",
                Operation.Nothing.class,
                NewWebhook.class,
                Reply.created(CreatedWebhook.class),
                this::create),
            Operation.get(
                ONE,
                "getWebhook",
                TAG,
                "One of them",
                "",
                Numbered.class,
                Reply.one(WebhookView.class),
                (which, _) -> Answer.of(WebhookView.of(store.get(which.id())))),
            Operation.write(
                "PATCH",
                ONE,
                "changeWebhook",
                TAG,
                "Change it, or switch it off and on",
                "",
                Numbered.class,
                WebhookPatch.class,
                Reply.one(WebhookView.class),
                this::change),
            Operation.bare(
                "DELETE",
                ONE,
                "deleteWebhook",
                TAG,
                "Forget it, with its deliveries",
                "",
                Numbered.class,
                Reply.one(WebhookView.class),
                (which, caller) ->
                    Answer.of(WebhookView.of(store.delete(caller.write(), which.id())))),
            Operation.bare(
                "POST",
                ONE + "/test",
                "testWebhook",
                TAG,
                "Send a message now, once",
                "",
                Numbered.class,
                Reply.one(Tested.class),
                this::test),
            Operation.bare(
                "POST",
                ONE + "/replay",
                "replayDeadLetters",
                TAG,
                "Try all dead letters again",
                "",
                Numbered.class,
                Reply.one(ReplayedView.class),
                this::replayDead),
            Operation.get(
                DELIVERIES,
                "listDeliveries",
                TAG,
                "What was sent or is to be, the latest event first",
                "Those that arrived are kept for a week, dead letters for 30 days.",
                Wanted.class,
                Reply.page(DeliveryView.class),
                this::deliveries),
            Operation.get(
                DELIVERIES + "/{seq}",
                "getDelivery",
                TAG,
                "One of them, with its event",
                "",
                OfEvent.class,
                Reply.one(WholeDelivery.class),
                this::delivery),
            Operation.bare(
                "POST",
                DELIVERIES + "/{seq}/replay",
                "replayDelivery",
                TAG,
                "Try it again",
                "With the same webhook-id, so that receivers know what they have.",
                OfEvent.class,
                Reply.one(DeliveryView.class),
                this::replay));
    return operations.stream()
        .<Operation<?, ?>>map(o -> o.with(Operation.Trait.ADMINISTRATIVE))
        .toList();
  }

  private Answer create(Operation.Nothing nothing, NewWebhook wanted, Caller caller) {
    Format format =
        wanted.format() == null ? Format.GENERIC : Format.valueOf(wanted.format().name());
    outgoing.check(wanted.url(), format, wanted.chatId(), wanted.secret());
    Subscription created =
        store.create(
            caller.write(),
            new NewSubscription(
                Objects.requireNonNullElse(wanted.name(), ""),
                wanted.url(),
                format,
                "".equals(wanted.project()) ? null : wanted.project(),
                types(
                    wanted.types() == null
                        ? LiveEvent.PROMISED.stream().map(LiveEvent::text).toList()
                        : wanted.types()),
                wanted.chatId(),
                wanted.secret()));
    outgoing.wake();
    return Answer.created(
        ALL + "/" + created.id(), new CreatedWebhook(WebhookView.of(created), created.secret()));
  }

  private static List<String> types(List<String> given) {
    if (given.contains(EVERY_TYPE)) {
      return List.of();
    }
    for (String type : given) {
      if (LiveEvent.named(type).isEmpty()) {
        throw new ApiFailure(
            422,
            "types",
            "there is no type \""
                + (type.length() > 100 ? type.substring(0, 100) + "…" : type)
                + "\"."
                + Names.didYouMean(type, LiveEvent.names())
                + " Known: all, "
                + String.join(", ", LiveEvent.names())
                + ".");
      }
    }
    return given.stream().distinct().sorted().toList();
  }

  private Answer change(Numbered which, WebhookPatch patch, Caller caller) {
    Subscription before = store.get(which.id());
    outgoing.check(
        Objects.requireNonNullElse(patch.url(), before.url()),
        before.format(),
        patch.chatId() == null ? before.chatId() : patch.chatId(),
        patch.secret());
    Subscription changed =
        store.change(
            caller.write(),
            which.id(),
            new SubscriptionChange(
                patch.name(),
                patch.url(),
                patch.project(),
                patch.types() == null ? null : types(patch.types()),
                patch.chatId(),
                patch.secret(),
                patch.active()));
    outgoing.wake();
    return Answer.of(WebhookView.of(changed));
  }

  private Answer test(Numbered which, Caller caller) {
    Result result = outgoing.test(store.get(which.id()));
    return Answer.of(new Tested(result.isDelivered(), result.status(), result.error()));
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

  private Answer replayDead(Numbered which, Caller caller) {
    Replayed replayed = store.replayDead(caller.write(), which.id());
    outgoing.wake();
    return Answer.of(new ReplayedView(replayed.replayed()));
  }
}
