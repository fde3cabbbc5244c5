package dev.consilium.tools.notion;

import static dev.consilium.tools.notion.Source.DECISIONS;
import static dev.consilium.tools.notion.Source.TASKS;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What a page says of a decision or a task in the properties of its data source. */
enum Property {
  TITLE(DECISIONS, "title", "Name", true, "title"),
  MEETING_ID(DECISIONS, "meeting_id", "Meeting ID", true, "rich_text"),
  PROJECT(DECISIONS, "project", "Project", true, "rich_text", "select"),
  STATUS(DECISIONS, "status", "Status", false, "select", "status", "rich_text"),
  DATE(DECISIONS, "date", "Date", false, "date", "rich_text"),
  CHOICE(DECISIONS, "choice", "Choice", false, "rich_text"),
  TAGS(DECISIONS, "tags", "Tags", false, "multi_select", "rich_text"),
  PARTICIPANTS(DECISIONS, "participants", "Participants", false, "multi_select", "rich_text"),
  DECISION_ID(DECISIONS, "decision_id", "Decision ID", false, "rich_text"),

  TASK_TITLE(TASKS, "task.title", "Name", true, "title"),
  TASK_ID(TASKS, "task.task_id", "Task ID", true, "rich_text"),
  TASK_PROJECT(TASKS, "task.project", "Project", true, "rich_text", "select"),
  TASK_STATUS(TASKS, "task.status", "Status", false, "select", "status", "rich_text"),
  TASK_OWNER(TASKS, "task.owner", "Owner", false, "rich_text", "select"),
  TASK_DUE(TASKS, "task.due", "Due", false, "date", "rich_text"),
  TASK_PRIORITY(TASKS, "task.priority", "Priority", false, "number", "select", "rich_text"),
  TASK_TYPE(TASKS, "task.type", "Type", false, "select", "rich_text"),
  TASK_MEETING_ID(TASKS, "task.meeting_id", "Meeting ID", false, "rich_text"),
  TASK_DECISION(TASKS, "task.decision", "Decision", false, "relation", "url", "rich_text");

  private final Source source;
  private final String key;
  private final String usual;
  private final boolean required;

  @SuppressWarnings("ImmutableEnumChecker") // List.of() is.
  private final List<String> types;

  Property(Source source, String key, String usual, boolean required, String... types) {
    this.source = source;
    this.key = key;
    this.usual = usual;
    this.required = required;
    this.types = List.of(types);
  }

  Source source() {
    return source;
  }

  /** Its name in the mapping. */
  String key() {
    return key;
  }

  /** Its name in Notion where the mapping says nothing. */
  String usual() {
    return usual;
  }

  /** Whether pages cannot be found again without it. */
  boolean isRequired() {
    return required;
  }

  /** The types of property that can hold it. */
  List<String> types() {
    return types;
  }

  static Optional<Property> named(String key) {
    return Arrays.stream(values()).filter(property -> property.key.equals(key)).findFirst();
  }

  static List<String> keys() {
    return Arrays.stream(values()).map(Property::key).toList();
  }
}
