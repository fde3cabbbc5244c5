package dev.consilium.server.live;

import dev.consilium.memory.feed.FeedEvent;
import dev.consilium.schemas.json.Json;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** An event as everybody gets it who is told of it. */
public final class LiveMessage {
  /** Six digits always, as some clients read nothing else. */
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  private LiveMessage() {}

  public static String json(FeedEvent event) {
    return "{\"type\":"
        + Json.MAPPER.writeValueAsString(event.type())
        + ",\"data\":"
        + event.dataJson()
        + ",\"timestamp\":\""
        + time(event.at())
        + "\",\"seq\":"
        + event.seq()
        + "}";
  }

  static String time(Instant at) {
    return TIME.format(at);
  }
}
