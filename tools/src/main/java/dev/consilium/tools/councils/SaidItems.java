package dev.consilium.tools.councils;

import dev.consilium.memory.councils.Council;
import dev.consilium.memory.councils.CouncilEvent;
import dev.consilium.memory.councils.Participant;
import dev.consilium.schemas.json.Json;
import dev.consilium.tools.councils.ActionItems.Utterance;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The action items of a council's own protocol. Nothing is said after its end: they stay the same. */
final class SaidItems {
  private SaidItems() {}

  static List<CouncilConclude.Item> of(Council council, List<CouncilEvent> protocol) {
    List<Utterance> said =
        protocol.stream()
            .filter(event -> event.type() == CouncilEvent.Type.CHAT_MESSAGE)
            .map(event -> new Utterance(event.participant(), text(event)))
            .toList();
    LocalDate day = LocalDate.ofInstant(council.createdAt(), ZoneOffset.UTC);
    List<String> names = council.participants().stream().map(Participant::name).toList();
    return ActionItems.of(said, day, names).stream()
        .limit(Limits.ITEMS)
        .map(
            item ->
                new CouncilConclude.Item(
                    item.title(), null, item.owner(), end(item.due()), item.priority(), item.type(), item.after()))
        .toList();
  }

  private static String text(CouncilEvent event) {
    return Json.MAPPER.readTree(event.dataJson()).path("text").asString("");
  }

  /** "By Friday" leaves the Friday. */
  private static @Nullable Instant end(@Nullable LocalDate due) {
    return due == null ? null : due.atTime(LocalTime.of(23, 59, 59)).toInstant(ZoneOffset.UTC);
  }
}
