package dev.consilium.tools.councils;

import dev.consilium.memory.Database;
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
import dev.consilium.tools.models.LanguageModel;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What follows of a council: its action items, said or given, and the tasks they become. */
final class FollowUps {
  static final String LABEL = "council";

  private final Database database;
  private final Optional<ItemRefinement> refinement;

  FollowUps(Database database, Optional<? extends LanguageModel> model) {
    this.database = database;
    this.refinement = model.map(one -> new ItemRefinement(database, one));
  }

  /**
   * As given, else as the protocol has it; once chosen it stays the same, however often the end is
   * tried.
   */
  Plan plan(Council council, @Nullable List<Item> given) throws InterruptedException {
    String which = given == null ? "protocol" : Json.MAPPER.writeValueAsString(given);
    String kept = database.hostedCouncils().followUps(council.id(), which);
    if (kept == null) {
      Plan plan = found(council, given == null ? said(council) : given);
      // Refuses what cannot become tasks, before it is kept.
      var _ = tasks(council, plan);
      kept =
          database
              .hostedCouncils()
              .keepFollowUps(council.id(), which, Json.MAPPER.writeValueAsString(plan));
    }
    return Json.MAPPER.readValue(kept, Plan.class);
  }

  private Plan found(Council council, List<Item> items) {
    Duplicates duplicates =
        new Duplicates(
            database.tasks().open(council.project()).stream()
                .filter(task -> !isOf(council, task.taskId()))
                .toList());
    return new Plan(
        items,
        items.stream().map(item -> duplicates.of(item.title(), item.owner()).orElse("")).toList());
  }

  private List<Item> said(Council council) throws InterruptedException {
    List<CouncilEvent> protocol = database.councils().events(council.id(), 0, Limits.EVENTS);
    List<Item> items = said(council, protocol);
    return refinement.isPresent() ? refinement.get().of(council, protocol, items) : items;
  }

  /** By the rules alone. */
  private static List<Item> said(Council council, List<CouncilEvent> protocol) {
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
  static @Nullable Instant end(@Nullable LocalDate due) {
    return due == null ? null : due.atTime(LocalTime.of(23, 59, 59)).toInstant(ZoneOffset.UTC);
  }

  /** The tasks to be created: not those that are open already. */
  static List<NewTask> tasks(Council council, Plan plan) {
    List<NewTask> tasks = new ArrayList<>();
    for (int i = 0; i < plan.items().size(); i++) {
      Item item = plan.items().get(i);
      List<String> before = new ArrayList<>();
      for (int number : Given.list(item.after())) {
        if (number < 1 || number > i) {
          throw new Refused(
              "action_items[" + i + "].after",
              "must name items before this one, from 1 to " + i + ".");
        }
        before.add(id(council, plan, number));
      }
      if (plan.open().get(i).isEmpty()) {
        tasks.add(
            new NewTask(
                id(council, plan, i + 1),
                item.title(),
                item.description(),
                item.type(),
                List.of(LABEL),
                Objects.requireNonNullElse(item.priority(), NewTask.DEFAULT_PRIORITY),
                item.owner(),
                item.due(),
                null,
                before.stream().distinct().toList(),
                Json.MAPPER.createObjectNode().put("council", council.id()).toString()));
      }
    }
    return tasks;
  }

  /** Of all tasks that follow, created or open before. */
  static List<String> ids(Council council, Plan plan) {
    List<String> ids = new ArrayList<>();
    for (int number = 1; number <= plan.items().size(); number++) {
      ids.add(id(council, plan, number));
    }
    return ids.stream().distinct().toList();
  }

  private static String id(Council council, Plan plan, int number) {
    String open = plan.open().get(number - 1);
    return open.isEmpty() ? council.id() + "-" + number : open;
  }

  static boolean isOf(Council council, String task) {
    return task.startsWith(council.id() + "-");
  }
}
