package dev.consilium.memory.councils;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An entry of the protocol.
 *
 * @param seq grows; whoever has seen it goes on after it
 */
public record CouncilEvent(
    long seq, Type type, @Nullable String participant, int round, String dataJson, Instant at) {
  /** What happened. */
  public enum Type {
    CHAT_MESSAGE,
    PARTICIPANT_UPDATED,
    TOOL_CALL,
    ARTIFACT,
    RUN_STATUS
  }
}
