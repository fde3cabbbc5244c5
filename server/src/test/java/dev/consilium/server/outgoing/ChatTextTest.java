package dev.consilium.server.outgoing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consilium.memory.feed.FeedEvent;
import java.time.Instant;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

@NullMarked
class ChatTextTest {
  private static FeedEvent event(String type, String data) {
    return new FeedEvent(1, Instant.EPOCH, "website", type, data);
  }

  @Test
  void tellsWhatHappened() {
    assertThat(
            ChatText.of(
                event(
                    "task_status",
                    "{\"task_id\":\"design\",\"title\":\"Draw\",\"agent\":\"ann\","
                        + "\"status\":\"running\",\"progress\":40,\"message\":\"half\"}"),
                4_096))
        .isEqualTo("website: Task status – Draw (design)\nby ann, running, 40 %\nhalf");
    assertThat(
            ChatText.of(
                event(
                    "chat_message",
                    "{\"council_id\":\"c1\",\"topic\":\"Which?\",\"participant\":\"bob\","
                        + "\"event\":{\"text\":\"This one\"}}"),
                4_096))
        .isEqualTo("website: Chat message – Which? (c1)\nby bob\nThis one");
  }

  @Test
  void isNeverTooLongAndLeavesNoHalfCharacters() {
    String text =
        ChatText.of(
            event("task_error", "{\"error_message\":\"" + "😀".repeat(3_000) + "\"}"), 4_096);
    assertThat(text.length()).isBetween(4_095, 4_096);
    assertThat(text).endsWith("😀…");
  }
}
