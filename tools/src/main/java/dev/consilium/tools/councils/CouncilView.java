package dev.consilium.tools.councils;

import dev.consilium.memory.councils.Council;
import dev.consilium.schemas.json.Names;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A council as callers get it; who speaks is left out when nobody does any more.
 *
 * @param tokens what models used, {@code cost} as far as prices are known
 */
record CouncilView(
    String id,
    String project,
    String meetingId,
    String topic,
    String status,
    int round,
    int rounds,
    @Nullable String speaker,
    @Nullable String then,
    @Nullable Instant speakerUntil,
    @Nullable List<String> requests,
    @Nullable String decision,
    @Nullable Integer tokens,
    @Nullable BigDecimal cost,
    Instant createdAt,
    @Nullable Instant endedAt) {
  static CouncilView of(Council council) {
    boolean open = council.status().isOpen();
    return new CouncilView(
        council.id(),
        council.project(),
        council.meetingId(),
        council.topic(),
        Names.of(council.status()),
        council.round(),
        council.rounds(),
        open ? council.speaker() : null,
        council.then(),
        open ? council.speakerSince().plus(council.timebox()) : null,
        council.requests().isEmpty() ? null : council.requests(),
        council.decision(),
        council.hosting().tokens() == 0 ? null : council.hosting().tokens(),
        council.hosting().cost().signum() == 0
            ? null
            : council.hosting().cost().stripTrailingZeros(),
        council.createdAt(),
        council.endedAt());
  }
}
