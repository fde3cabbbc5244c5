package dev.consilium.server.outgoing;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.consilium.memory.feed.FeedEvent;
import dev.consilium.memory.webhooks.Subscription;
import dev.consilium.schemas.json.Json;
import dev.consilium.server.live.LiveMessage;
import java.time.Instant;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/** What a request holds. */
final class Message {
  /** Slack cuts longer texts into several messages. */
  private static final int SLACK_TEXT = 4_000;

  private static final int TELEGRAM_TEXT = 4_096;

  private final byte[] body;
  private final Map<String, String> headers;

  private Message(byte[] body, Map<String, String> headers) {
    this.body = body;
    this.headers = headers;
  }

  /**
   * An event as a receiver wants it.
   *
   * @param id the same for each attempt, so that receivers know what they have
   */
  static Message of(Subscription to, FeedEvent event, String id, Instant now) {
    return switch (to.format()) {
      case GENERIC -> signed(to, LiveMessage.json(event).getBytes(UTF_8), id, now);
      case SLACK -> chat(Json.MAPPER.createObjectNode().put("text", slack(event)));
      case TELEGRAM -> {
        ObjectNode json =
            Json.MAPPER
                .createObjectNode()
                .put("chat_id", String.valueOf(to.chatId()))
                .put("text", ChatText.of(event, TELEGRAM_TEXT));
        json.putObject("link_preview_options").put("is_disabled", true);
        yield chat(json);
      }
    };
  }

  private static Message signed(Subscription to, byte[] body, String id, Instant now) {
    long timestamp = now.getEpochSecond();
    return new Message(
        body,
        Map.of(
            "webhook-id",
            id,
            "webhook-timestamp",
            Long.toString(timestamp),
            "webhook-signature",
            Signatures.sign(to.secret(), id, timestamp, body)));
  }

  private static Message chat(ObjectNode json) {
    return new Message(Json.MAPPER.writeValueAsBytes(json), Map.of());
  }

  /** Slack reads these three as its own. */
  private static String slack(FeedEvent event) {
    return ChatText.of(event, SLACK_TEXT)
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;");
  }

  byte[] body() {
    return body;
  }

  Map<String, String> headers() {
    return headers;
  }
}
