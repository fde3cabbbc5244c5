package dev.consilium.schemas.events;

import dev.consilium.schemas.json.Names;
import dev.consilium.schemas.json.RecordType;
import tools.jackson.databind.node.ObjectNode;

/** What one client is told beside events: of its connection, and of what it said itself. */
public enum LiveAnswer {
  HELLO("Where the events begin; to clients that name types or after", HelloData.class),
  GAP("What was asked for with after is not there any more", GapData.class),
  PONG("To a ping", PongData.class),
  STEERED("To a steer", SteeredData.class),
  PROBLEM("To a message that was refused", ProblemData.class);

  private final String meaning;
  private final Class<? extends Record> data;

  LiveAnswer(String meaning, Class<? extends Record> data) {
    this.meaning = meaning;
    this.data = data;
  }

  public String text() {
    return Names.of(this);
  }

  /** The schema of the whole message. */
  public ObjectNode schema() {
    ObjectNode schema = Envelope.schema(text(), meaning, RecordType.of(data).schema());
    Envelope.property(schema, "id")
        .put("type", "string")
        .put("description", "Of the message it answers");
    return schema;
  }
}
