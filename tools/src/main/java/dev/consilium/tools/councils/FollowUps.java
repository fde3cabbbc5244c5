package dev.consilium.tools.councils;

import dev.consilium.memory.Refused;
import dev.consilium.memory.councils.Council;
import dev.consilium.memory.councils.CouncilEvent;
import dev.consilium.memory.councils.Participant;
import dev.consilium.memory.tasks.NewTask;
import dev.consilium.schemas.json.Json;
import dev.consilium.tools.councils.CouncilConclude.Item;
import dev.consilium.tools.councils.items.ActionItems;
import dev.consilium.tools.councils.items.ActionItems.Utterance;
import dev.consilium.tools.decisions.Given;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What follows of a council: its action items, said or given, and the tasks they become. */
final class FollowUps {
  private FollowUps() {}

  /** Of the protocol. Nothing is said after the end of a council: they stay the same. */
  static List<Item> said(Council council, List<CouncilEvent> protocol) {
    List<Utterance> said =
        protocol.stream()
            .filter(event -> event.type() == CouncilEvent.Type.CHAT_MESSAGE)
            .map(event -> new Utterance(event.participant(), text(event)))
            .toList();
    LocalDate day = LocalDate.ofInstant(council.createdAt(), ZoneOffset.UTC);
    List<String> names = council.participants().stream().map(Participant::name).toList();
    return ActionItems.of(said, day, names).stream()
        .map(item ->
            new Item(
                item.title(),
                null,
                item.owner(),
                end(item.due()),
                item.priority(),
                item.type(),
                item.after()))
        .toList();
  }

  private static String text(CouncilEvent event) {
    return Json.MAPPER.readTree(event.dataJson()).path("text").asString("");
  }

  /** "By Friday" leaves the Friday. */
  private static @Nullable Instant end(@Nullable LocalDate due) {
    return due == null ? null : due.atTime(LocalTime.of(23, 59, 59)).toInstant(ZoneOffset.UTC);
  }

  static List<NewTask> tasks(Council council, List<Item> items) {
    List<NewTask> tasks = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      Item item = items.get(i);
      List<String> before = new ArrayList<>();
      for (int number : Given.list(item.after())) {
        if (number < 1 || number > i) {
          throw new Refused(
              "action_items[" + i + "].after",
              "must name items before this one, from 1 to " + i + ".");
        }
        before.add(id(council, number));
      }
      tasks.add(
          new NewTask(
              id(council, i + 1),
              item.title(),
              item.description(),
              item.type(),
              List.of(CouncilConclude.MINUTES),
              Objects.requireNonNullElse(item.priority(), NewTask.DEFAULT_PRIORITY),
              item.owner(),
              item.due(),
              null,
              before,
              Json.MAPPER.createObjectNode().put("council", council.id()).toString()));
    }
    return tasks;
  }

  private static String id(Council council, int number) {
    return council.id() + "-" + number;
  }

  static boolean isOf(Council council, String task) {
    return task.startsWith(council.id() + "-");
  }
}
