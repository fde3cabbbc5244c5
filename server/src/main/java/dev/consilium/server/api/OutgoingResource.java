package dev.consilium.server.api;

import dev.consilium.memory.webhooks.Format;
import dev.consilium.memory.webhooks.NewSubscription;
import dev.consilium.memory.webhooks.Subscription;
import dev.consilium.memory.webhooks.SubscriptionChange;
import dev.consilium.memory.webhooks.WebhookStore;
import dev.consilium.schemas.events.LiveEvent;
import dev.consilium.schemas.json.Field;
import dev.consilium.schemas.json.Names;
import dev.consilium.server.outgoing.Outgoing;
import dev.consilium.server.outgoing.Result;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Who is told of what happens by requests that we send. */
final class OutgoingResource {
  static final String TAG = "outgoing webhooks";
  private static final String ALL = "/api/webhooks";
  static final String ONE = ALL + "/{id}";
  private static final String EVERY_TYPE = "all";

  enum As {
    GENERIC,
    SLACK,
    TELEGRAM
  }

  record Numbered(long id) {}

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
                this::test));
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
}
