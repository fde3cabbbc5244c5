package dev.consilium.tools.notion;

import dev.consilium.memory.Database;
import dev.consilium.memory.Refused;
import dev.consilium.memory.decisions.Alternative;
import dev.consilium.memory.decisions.Decision;
import dev.consilium.memory.decisions.Draft;
import dev.consilium.memory.decisions.Link;
import dev.consilium.memory.decisions.Risk;
import dev.consilium.memory.exports.Meeting;
import dev.consilium.memory.tasks.Task;
import dev.consilium.schemas.json.Names;
import dev.consilium.tools.councils.CouncilText;
import dev.consilium.tools.notion.Blocks.Block;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What there is to be told of a meeting: its decision, its tasks, its protocol. */
final class MeetingContent {
  /** Of a decision. */
  private static final int TASKS = 100;

  /** Of a protocol. */
  private static final int EVENTS = 10_000;

  private final Meeting meeting;
  private final Decision decision;
  private final List<Task> tasks;
  private final List<String> unknownTasks;
  private final List<String> protocol;

  private MeetingContent(
      Meeting meeting,
      Decision decision,
      List<Task> tasks,
      List<String> unknownTasks,
      List<String> protocol) {
    this.meeting = meeting;
    this.decision = decision;
    this.tasks = tasks;
    this.unknownTasks = unknownTasks;
    this.protocol = protocol;
  }

  static MeetingContent read(Database database, Meeting meeting) {
    Decision decision =
        database
            .decisions()
            .find(meeting.decision())
            .orElseThrow(
                () -> new Refused("id", "there is no decision " + meeting.decision() + "."))
            .decision();
    List<Task> tasks = new ArrayList<>();
    List<String> unknown = new ArrayList<>();
    for (String task : decision.draft().tasks().stream().limit(TASKS).toList()) {
      try {
        tasks.add(database.tasks().get(meeting.project(), task, 0).task());
      } catch (Refused e) {
        // Whoever recorded the decision named a task that nobody made.
        unknown.add(task);
      }
    }
    return new MeetingContent(meeting, decision, tasks, unknown, protocol(database, meeting));
  }

  private static List<String> protocol(Database database, Meeting meeting) {
    String council = meeting.council();
    if (council == null || database.councils().find(council).isEmpty()) {
      return List.of();
    }
    return database.councils().events(council, 0, EVENTS).stream()
        .map(event -> event.at() + " " + CouncilText.entry(event))
        .toList();
  }

  Meeting meeting() {
    return meeting;
  }

  List<Task> tasks() {
    return tasks;
  }

  List<String> taskIds() {
    return tasks.stream().map(Task::taskId).toList();
  }

  /** Of all that is told, and of how: it changes when there is something to export. */
  String hash(NotionConfig config) {
    StringBuilder all = new StringBuilder(config.fingerprint());
    all.append(properties()).append(json(body(List.of())));
    for (Task task : tasks) {
      all.append(properties(task, null)).append(json(body(task)));
    }
    return Hash.of(all.toString());
  }

  private static String json(List<Block> blocks) {
    StringBuilder text = new StringBuilder();
    blocks.forEach(block -> text.append(Batches.whole(block)));
    return text.toString();
  }

  Map<Property, Value> properties() {
    Draft draft = decision.draft();
    Map<Property, Value> values = new EnumMap<>(Property.class);
    values.put(Property.TITLE, new Value.Text(draft.title()));
    values.put(Property.MEETING_ID, new Value.Text(meeting.key()));
    values.put(Property.PROJECT, new Value.Text(meeting.project()));
    values.put(Property.STATUS, new Value.Text(Names.of(decision.status())));
    values.put(
        Property.DATE,
        new Value.Time(Objects.requireNonNullElse(decision.decidedAt(), decision.createdAt())));
    values.put(Property.CHOICE, new Value.Text(draft.choice()));
    values.put(Property.TAGS, new Value.Texts(draft.tags()));
    values.put(Property.PARTICIPANTS, new Value.Texts(draft.participants()));
    values.put(Property.DECISION_ID, new Value.Text(decision.id()));
    return values;
  }

  Map<Property, Value> properties(Task task, Value.@Nullable Link page) {
    Map<Property, Value> values = new EnumMap<>(Property.class);
    values.put(Property.TASK_TITLE, new Value.Text(task.title()));
    values.put(Property.TASK_ID, new Value.Text(task.taskId()));
    values.put(Property.TASK_PROJECT, new Value.Text(task.project()));
    values.put(Property.TASK_STATUS, new Value.Text(Names.of(task.status())));
    values.put(Property.TASK_OWNER, Value.Text.of(task.owner()));
    values.put(Property.TASK_DUE, new Value.Time(task.dueAt()));
    values.put(Property.TASK_PRIORITY, new Value.Amount(task.priority()));
    values.put(
        Property.TASK_TYPE, Value.Text.of(task.type() == null ? null : Names.of(task.type())));
    values.put(Property.TASK_MEETING_ID, new Value.Text(meeting.key()));
    if (page != null) {
      values.put(Property.TASK_DECISION, page);
    }
    return values;
  }

  Value.Link link(String pageId, String url) {
    return new Value.Link(decision.draft().title(), pageId, url);
  }

  static List<Block> body(Task task) {
    Blocks body = new Blocks();
    if (task.description() != null && !task.description().isBlank()) {
      body.text(task.description());
    }
    if (!task.dependsOn().isEmpty()) {
      body.text("Depends on: " + String.join(", ", task.dependsOn()));
    }
    return body.all();
  }

  /**
   * The page of the decision.
   *
   * @param urls of the pages of the tasks, in their order; empty if they have none
   */
  List<Block> body(List<String> urls) {
    Draft draft = decision.draft();
    Blocks body = new Blocks();
    body.section("Context", draft.context()).section("Question", draft.question());
    alternatives(body, draft);
    if (!draft.choice().isBlank()) {
      body.heading("Decision").strong(draft.choice());
      if (!draft.rationale().isBlank()) {
        body.text(draft.rationale());
      }
    }
    body.section("Consequences", draft.consequences());
    risks(body, draft.risks());
    related(body, decision);
    tasks(body, urls);
    if (!protocol.isEmpty()) {
      Blocks entries = new Blocks();
      protocol.forEach(entries::text);
      body.folded("Protocol", entries.all());
    }
    return body.all();
  }

  private static void alternatives(Blocks body, Draft draft) {
    if (draft.alternatives().isEmpty()) {
      return;
    }
    body.heading("Alternatives");
    for (Alternative one : draft.alternatives()) {
      Blocks points = new Blocks();
      if (one.description() != null && !one.description().isBlank()) {
        points.text(one.description());
      }
      one.pros().forEach(pro -> points.item("+ " + pro, List.of()));
      one.cons().forEach(con -> points.item("− " + con, List.of()));
      if (one.cost() != null && !one.cost().isBlank()) {
        points.item("Cost: " + one.cost(), List.of());
      }
      boolean chosen = one.name().equals(draft.choice());
      body.item(chosen ? RichText.bold(one.name() + " ✓") : RichText.of(one.name()), points.all());
    }
  }

  private static void risks(Blocks body, List<Risk> risks) {
    if (risks.isEmpty()) {
      return;
    }
    body.heading("Risks")
        .table(
            List.of("Risk", "Likelihood", "Impact", "Cost", "Mitigation"),
            risks.stream()
                .map(risk ->
                    List.of(
                        risk.description(),
                        risk.likelihood() == null ? "" : Names.of(risk.likelihood()),
                        risk.impact() == null ? "" : Names.of(risk.impact()),
                        Objects.requireNonNullElse(risk.cost(), ""),
                        Objects.requireNonNullElse(risk.mitigation(), "")))
                .toList());
  }

  private static void related(Blocks body, Decision decision) {
    Draft draft = decision.draft();
    List<String> lines = new ArrayList<>();
    for (Link link : decision.links()) {
      lines.add(
          (link.reverse() ? "the other " : "") + Names.of(link.kind()) + ": " + link.decision());
    }
    if (!draft.files().isEmpty()) {
      lines.add("governs: " + String.join(", ", draft.files()));
    }
    if (!draft.memories().isEmpty()) {
      lines.add("memories: " + String.join(", ", draft.memories()));
    }
    if (!lines.isEmpty()) {
      body.heading("Links");
      lines.forEach(line -> body.item(line, List.of()));
    }
  }

  private void tasks(Blocks body, List<String> urls) {
    if (tasks.isEmpty() && unknownTasks.isEmpty()) {
      return;
    }
    body.heading("Tasks");
    for (int i = 0; i < tasks.size(); i++) {
      String text = tasks.get(i).taskId() + " " + tasks.get(i).title();
      body.item(urls.isEmpty() ? RichText.of(text) : RichText.linked(text, urls.get(i)), List.of());
    }
    unknownTasks.forEach(task -> body.item(task, List.of()));
  }
}
