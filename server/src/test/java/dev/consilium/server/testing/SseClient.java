package dev.consilium.server.testing;

import java.net.http.HttpResponse;
import org.jspecify.annotations.NullMarked;
import tools.jackson.databind.JsonNode;

/** A client of HTTP+SSE, the transport of 2024-11-05. */
@NullMarked
public final class SseClient implements AutoCloseable {
  private final Events events;
  private final Http http;
  private final String messages;

  private SseClient(Events events, Http http, String messages) {
    this.events = events;
    this.http = http;
    this.messages = messages;
  }

  public static SseClient open(String server, String... headers) throws Exception {
    Events events = Events.get(server + "/sse", headers);
    String messages = server + events.next().data();
    return new SseClient(events, Http.to(messages, headers), messages);
  }

  /** Where it posts what it says. */
  public String messages() {
    return messages;
  }

  public HttpResponse<String> say(String message) throws Exception {
    return http.post(message);
  }

  /** What comes next on the stream after a message was said. */
  public JsonNode call(String request) throws Exception {
    HttpResponse<String> response = say(request);
    if (response.statusCode() != 202) {
      throw new AssertionError(response.statusCode() + " " + response.body());
    }
    return events.message();
  }

  public Events events() {
    return events;
  }

  @Override
  public void close() {
    events.close();
  }
}
