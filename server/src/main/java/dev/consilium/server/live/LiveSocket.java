package dev.consilium.server.live;

import dev.consilium.memory.Refused;
import dev.consilium.memory.UnavailableException;
import dev.consilium.memory.tasks.SteeringStore;
import dev.consilium.schemas.access.Principal;
import dev.consilium.schemas.access.Scope;
import dev.consilium.schemas.events.LiveAnswer;
import dev.consilium.schemas.events.LiveEvent;
import dev.consilium.schemas.events.LiveRequest;
import dev.consilium.schemas.events.PongData;
import dev.consilium.schemas.events.ProblemData;
import dev.consilium.schemas.events.SteeredData;
import dev.consilium.schemas.json.BindException;
import dev.consilium.schemas.json.Json;
import dev.consilium.schemas.json.Names;
import dev.consilium.schemas.work.Asked;
import dev.consilium.schemas.work.Work;
import dev.consilium.server.http.Described;
import dev.consilium.transport.http.Outlet;
import dev.consilium.transport.http.Parcel;
import dev.consilium.transport.http.WebSocketRoute;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A client at {@code /webhook/ws}: it watches, and may steer. */
final class LiveSocket implements WebSocketRoute.Listener {
  static final String PATH = "/webhook/ws";

  private static final Logger log = LoggerFactory.getLogger(LiveSocket.class);

  private static final List<String> PROTOCOLS = List.of("consilium.v1");

  /** Of one client; it may wait for an answer before it asks for more. */
  private static final int MOST_AT_ONCE = 8;

  private final Audience audience;
  private final SteeringStore steering;
  private final Principal principal;
  private final Semaphore working = new Semaphore(MOST_AT_ONCE);
  private @Nullable Watcher watcher;

  private LiveSocket(Audience audience, SteeringStore steering, Principal principal) {
    this.audience = audience;
    this.steering = steering;
    this.principal = principal;
  }

  static WebSocketRoute route(Audience audience, SteeringStore steering) {
    return new WebSocketRoute(PATH, PROTOCOLS, opening -> open(opening, audience, steering));
  }

  static Described described() {
    return new Described(
        PATH,
        "openWebSocket",
        "live",
        "What happens, and a way to steer it, over a WebSocket",
        "Messages are JSON objects with type and data. From the host: "
            + String.join(", ", LiveEvent.names())
            + "; in answer: "
            + Arrays.stream(LiveAnswer.values())
                .map(LiveAnswer::text)
                .collect(Collectors.joining(", "))
            + ". From clients: "
            + String.join(", ", LiveRequest.names())
            + ". The schema of each stands in schemas/events of the project. A key may stand in"
            + " the query as api_key.",
        Wanted.Query.class,
        List.of(
            new Described.Header("Upgrade", "websocket"),
            new Described.Header("Sec-WebSocket-Version", "13")),
        false,
        List.of(Described.Outcome.empty(101, "From here on the connection is a WebSocket")),
        Stream.concat(
                Wanted.REFUSALS.stream(),
                Stream.of(new Described.Refusal(426, "It was not opened by a WebSocket client")))
            .toList());
  }

  private static void open(
      WebSocketRoute.Opening opening, Audience audience, SteeringStore steering) {
    if (!opening.principal().may(Scope.READ)) {
      opening.refuse(403, "Watching needs the scope read, which this key does not have.");
      return;
    }
    Wanted wanted;
    try {
      wanted = Wanted.read(opening.query(), Optional.empty());
    } catch (IllegalArgumentException e) {
      opening.refuse(400, String.valueOf(e.getMessage()));
      return;
    }
    LiveSocket socket = new LiveSocket(audience, steering, opening.principal());
    Outlet outlet = opening.accept(socket);
    Watcher watcher = new Watcher(Form.WEB_SOCKET, wanted, outlet);
    socket.watcher = watcher;
    audience.add(watcher);
  }

  private Watcher watcher() {
    return Objects.requireNonNull(watcher);
  }

  @Override
  public void onText(String text) {
    if (text.strip().equals("ping")) {
      watcher().outlet().send(Parcel.frame("pong"));
      return;
    }
    ObjectNode message;
    try {
      if (!(Json.MAPPER.readTree(text) instanceof ObjectNode object)) {
        problem(null, null, "A message is a JSON object such as {\"type\":\"ping\"}.");
        return;
      }
      message = object;
    } catch (JacksonException e) {
      problem(null, null, "This is not JSON. A message is such as {\"type\":\"ping\"}.");
      return;
    }
    handle(message, message.path("type").asString(""));
  }

  private void handle(ObjectNode message, String type) {
    JsonNode given = message.path("id");
    String id = given.isString() ? given.asString() : null;
    if (!given.isMissingNode() && !given.isNull() && (id == null || tooLong(id))) {
      problem(
          null, "id", "expected a string of at most " + LiveRequest.LONGEST_ID + " characters.");
    } else if (type.equals(LiveRequest.PING.text())) {
      answer(LiveAnswer.PONG, new PongData(watcher().position()), id);
    } else if (type.equals(LiveRequest.STEER.text())) {
      steer(message, id);
    } else {
      problem(
          id,
          "type",
          "there is no such message."
              + Names.didYouMean(type, LiveRequest.names())
              + " Known: "
              + String.join(", ", LiveRequest.names())
              + ".");
    }
  }

  private static boolean tooLong(String id) {
    return id.length() > LiveRequest.LONGEST_ID;
  }

  private void steer(ObjectNode message, @Nullable String id) {
    if (id == null || id.length() < LiveRequest.SHORTEST_ID) {
      problem(
          id,
          "id",
          "needed, with at least "
              + LiveRequest.SHORTEST_ID
              + " characters: take a random one, such as a UUID, and the same one to try again.");
    } else if (!principal.may(Scope.WRITE)) {
      problem(id, null, "Steering needs the scope write, which this key does not have.");
    } else if (!(message.path("data") instanceof ObjectNode data)) {
      problem(id, "data", "expected an object with project, task_id, kind and text.");
    } else if (!working.tryAcquire()) {
      problem(id, null, "Too much at once: wait for answers, then send this again.");
    } else {
      Thread.startVirtualThread(() -> {
        try {
          store(data, id);
        } finally {
          working.release();
        }
      });
    }
  }

  private void store(ObjectNode data, String id) {
    try {
      SteerCommand command = SteerCommand.read(data, null, null, principal);
      Asked asked =
          new Asked(
              principal.name(),
              "websocket",
              "steer",
              command.project() + "/" + command.taskId(),
              Asked.digest(Json.MAPPER.writeValueAsBytes(data)));
      var added = Work.current().asking(asked).call(() -> command.run(steering, id));
      answer(
          LiveAnswer.STEERED, new SteeredData(added.id(), command.project(), command.taskId()), id);
    } catch (BindException e) {
      problem(id, "data", String.valueOf(e.getMessage()));
    } catch (Refused e) {
      problem(id, e.field(), String.valueOf(e.getMessage()));
    } catch (UnavailableException e) {
      problem(id, null, e.getMessage() + " Nothing may be stored: send this again.");
    } catch (RuntimeException e) {
      log.error("a message of a WebSocket failed", e);
      problem(id, null, "Internal error. Send this again with the same id.");
    }
  }

  private void answer(LiveAnswer type, Record data, @Nullable String id) {
    watcher().tell(type.text(), Json.RESULTS.valueToTree(data), id);
  }

  private void problem(@Nullable String id, @Nullable String field, String message) {
    answer(LiveAnswer.PROBLEM, new ProblemData(field, message), id);
  }

  @Override
  public void onReady() {
    audience.ready(watcher());
  }

  @Override
  public void onClosed() {
    Watcher left = watcher;
    if (left != null) {
      audience.remove(left);
    }
  }
}
