package dev.consilium.schemas.events;

import dev.consilium.schemas.json.Names;
import dev.consilium.schemas.json.RecordType;
import java.util.Arrays;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** What a client may say on its WebSocket. */
public enum LiveRequest {
  PING("Answered with pong", PingRequest.class),
  STEER("Answered with steered", SteerRequest.class);

  /** Of the id of a request that changes something. */
  public static final int SHORTEST_ID = 8;

  public static final int LONGEST_ID = 100;

  private final String meaning;
  private final Class<? extends Record> data;

  LiveRequest(String meaning, Class<? extends Record> data) {
    this.meaning = meaning;
    this.data = data;
  }

  public String text() {
    return Names.of(this);
  }

  public static List<String> names() {
    return Arrays.stream(values()).map(LiveRequest::text).toList();
  }

  /** The schema of the whole message. */
  public ObjectNode schema() {
    ObjectNode schema = Envelope.request(text(), meaning, RecordType.of(data).schema());
    ObjectNode id = Envelope.property(schema, "id").put("type", "string");
    switch (this) {
      case PING -> id.put("maxLength", LONGEST_ID);
      case STEER -> {
        id.put("minLength", SHORTEST_ID).put("maxLength", LONGEST_ID);
        id.put(
            "description", "Random, such as a UUID. Sent again with the same id it is done once");
        schema.withArray("required").add("id").add("data");
      }
    }
    return schema;
  }
}
