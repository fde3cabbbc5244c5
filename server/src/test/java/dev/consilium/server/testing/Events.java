package dev.consilium.server.testing;

import dev.consilium.schemas.json.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import tools.jackson.databind.JsonNode;

/** An event stream as its client sees it, until it hangs up. */
@NullMarked
public final class Events implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 30;

  /** One event; what it does not have is empty. */
  public record Event(String id, String name, String data) {
    public JsonNode json() {
      return Json.MAPPER.readTree(data);
    }
  }

  private static final Event END = new Event("", "end of stream", "");

  private final HttpClient client;
  private final InputStream body;
  private final LinkedBlockingQueue<Event> events = new LinkedBlockingQueue<>();

  private Events(HttpClient client, InputStream body) {
    this.client = client;
    this.body = body;
    Thread.ofVirtual().start(this::read);
  }

  public static Events get(String url, String... headers) throws Exception {
    return open(HttpRequest.newBuilder(URI.create(url)).GET(), headers);
  }

  public static Events post(String url, String json, String... headers) throws Exception {
    return open(
        HttpRequest.newBuilder(URI.create(url))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(json)),
        headers);
  }

  private static Events open(HttpRequest.Builder request, String... headers) throws Exception {
    request.timeout(Duration.ofSeconds(PATIENCE_SECONDS));
    request.header("Accept", "application/json, text/event-stream");
    if (headers.length > 0) {
      request.headers(headers);
    }
    HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    HttpResponse<InputStream> response =
        client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    if (response.statusCode() != 200) {
      throw new IOException(
          response.statusCode()
              + " "
              + new String(response.body().readAllBytes(), StandardCharsets.UTF_8));
    }
    return new Events(client, response.body());
  }

  private void read() {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
      Map<String, String> fields = new TreeMap<>();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        int colon = line.indexOf(':');
        if (line.isEmpty() && !fields.isEmpty()) {
          events.add(
              new Event(
                  fields.getOrDefault("id", ""),
                  fields.getOrDefault("event", ""),
                  fields.getOrDefault("data", "")));
          fields.clear();
        } else if (colon > 0) {
          fields.put(line.substring(0, colon), line.substring(colon + 1).strip());
        }
      }
    } catch (IOException e) {
      // The test hung up, or the server was cut off: the stream is over either way.
    }
    events.add(END);
  }

  public Event next() throws InterruptedException {
    Event event = events.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    if (event == null) {
      throw new AssertionError("no event came");
    }
    return event;
  }

  /** The next message, whatever events stand before it. */
  public JsonNode message() throws InterruptedException {
    Event event = next();
    while (!event.data().startsWith("{")) {
      if (event.equals(END)) {
        throw new AssertionError("the stream ended");
      }
      event = next();
    }
    return event.json();
  }

  /** What comes until the server ends the stream. */
  public Stream<Event> rest() {
    return Stream.generate(
            () -> {
              try {
                return next();
              } catch (InterruptedException e) {
                throw new AssertionError(e);
              }
            })
        .takeWhile(event -> !event.equals(END));
  }

  /** What has come and was not looked at. */
  public List<Event> waiting() {
    return List.copyOf(events);
  }

  /** Hangs up. */
  @Override
  public void close() {
    client.shutdownNow();
  }
}
