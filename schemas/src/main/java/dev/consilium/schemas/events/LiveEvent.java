package dev.consilium.schemas.events;

import dev.consilium.schemas.json.Names;
import dev.consilium.schemas.json.RecordType;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** What happens and is told live, each event with its place in the order of all. */
public enum LiveEvent {
  TASK_STARTED("Somebody began to work on a task", TaskData.class),
  TASK_STATUS("Progress, or a message on a task", TaskData.class),
  TASK_FINISHED("A task is done", TaskData.class),
  TASK_ERROR("A task failed", TaskData.class),
  TASK_CREATED("There is another task", TaskData.class),
  TASK_CLAIMED("An agent took a task", TaskData.class),
  TASK_CANCELLED("A task is not wanted any more", TaskData.class),
  TASK_REOPENED("A task can be taken again", TaskData.class),
  TASK_UPDATED("What a task says has changed", TaskData.class),
  STEERING_REQUESTED("A person said something to whoever works on a task", SteeringData.class),
  STEERING_ACKNOWLEDGED("The agent has read it", SteeringData.class),
  DECISION_RECORDED("There is another decision", DecisionData.class),
  DECISION_CHANGED("A decision was accepted, superseded, linked …", DecisionData.class),
  CHAT_MESSAGE("Somebody spoke in a council", CouncilData.class),
  PARTICIPANT_UPDATED("A seat of a council was taken or changed", CouncilData.class),
  TOOL_CALL("A participant of a council called a tool", CouncilData.class),
  ARTIFACT("A participant of a council made something", CouncilData.class),
  RUN_STATUS("A council started, paused, went on, stopped or ended", CouncilData.class);

  /** What clients get that ask for no types: what they were promised before there were others. */
  public static final List<LiveEvent> PROMISED =
      List.of(TASK_STARTED, TASK_STATUS, TASK_FINISHED, TASK_ERROR);

  private final String meaning;
  private final Class<? extends Record> data;

  LiveEvent(String meaning, Class<? extends Record> data) {
    this.meaning = meaning;
    this.data = data;
  }

  /** As messages have it. */
  public String text() {
    return Names.of(this);
  }

  public String meaning() {
    return meaning;
  }

  public Class<? extends Record> data() {
    return data;
  }

  public static Optional<LiveEvent> named(String text) {
    return Arrays.stream(values()).filter(event -> event.text().equals(text)).findFirst();
  }

  public static List<String> names() {
    return Arrays.stream(values()).map(LiveEvent::text).toList();
  }

  /** The schema of the whole message. */
  public ObjectNode schema() {
    ObjectNode schema = Envelope.schema(text(), meaning, RecordType.of(data).schema());
    ObjectNode seq = Envelope.property(schema, "seq");
    seq.put("type", "integer").put("minimum", 1);
    seq.put(
        "description", "Its place in the order of all events; ask for what follows with after=");
    schema.withArray("required").add("seq");
    return schema;
  }
}
