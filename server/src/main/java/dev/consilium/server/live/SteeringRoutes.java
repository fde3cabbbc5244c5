package dev.consilium.server.live;

import static dev.consilium.schemas.work.Work.carry;

import dev.consilium.memory.Database;
import dev.consilium.memory.OutcomeUnknownException;
import dev.consilium.memory.Refused;
import dev.consilium.memory.UnavailableException;
import dev.consilium.memory.tasks.Steering;
import dev.consilium.memory.tasks.SteeringStore;
import dev.consilium.schemas.access.Scope;
import dev.consilium.schemas.json.BindException;
import dev.consilium.schemas.json.Field;
import dev.consilium.schemas.json.Json;
import dev.consilium.schemas.json.Names;
import dev.consilium.schemas.json.RecordType;
import dev.consilium.transport.http.HttpCall;
import dev.consilium.transport.http.HttpRoute;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code /api/projects/{name}/tasks/{task_id}/steering}: what people say to whoever works on a
 * task, for programs that hold no WebSocket.
 */
public final class SteeringRoutes {
  public static final String LIST = "/api/projects/{name}/tasks/{task_id}/steering";
  public static final String ACKNOWLEDGE = LIST + "/{id}/acknowledge";

  private static final Logger log = LoggerFactory.getLogger(SteeringRoutes.class);

  private static final int PROJECT = 3;
  private static final int TASK = 5;
  private static final int ID = 7;
  private static final int MOST_SHOWN = 200;
  private static final int LONGEST_KEY = 200;

  /** Who has read it. */
  record Reader(@Field(min = 1, max = 200) String agent) {}

  private static final RecordType<Reader> READER = RecordType.of(Reader.class);

  private final SteeringStore store;

  private SteeringRoutes(SteeringStore store) {
    this.store = store;
  }

  public static List<HttpRoute> of(Database database) {
    SteeringRoutes routes = new SteeringRoutes(database.steering());
    return List.of(
        HttpRoute.template(LIST, call -> run(call, routes::list)),
        HttpRoute.template(ACKNOWLEDGE, call -> run(call, routes::acknowledge)));
  }

  /** What is answered. */
  private record Answer(int status, Object body, Map<String, String> headers) {
    static Answer of(int status, Object body) {
      return new Answer(status, body, Map.of());
    }

    static Answer error(int status, String message) {
      return of(status, Map.of("error", message));
    }
  }

  private interface Work {
    Answer answer(HttpCall call, String[] path);
  }

  private static void run(HttpCall call, Work work) {
    Thread _ =
        Thread.startVirtualThread(
            carry(() -> {
              Answer answer = answer(call, work);
              call.respond(
                  answer.status(),
                  "application/json",
                  Json.RESULTS.writeValueAsBytes(answer.body()),
                  answer.headers());
            }));
  }

  private static Answer answer(HttpCall call, Work work) {
    try {
      return work.answer(call, call.head().path().split("/", -1));
    } catch (Refused e) {
      boolean unknown = e.field().equals("task_id") || e.field().equals("project");
      return Answer.error(unknown ? 404 : 409, e.field() + ": " + e.getMessage());
    } catch (BindException e) {
      return Answer.error(400, String.valueOf(e.getMessage()));
    } catch (NoObject e) {
      return Answer.error(400, "The body must be a JSON object such as {\"kind\":\"pause\"}.");
    } catch (UnavailableException | OutcomeUnknownException e) {
      return new Answer(
          503, Map.of("error", String.valueOf(e.getMessage())), Map.of("Retry-After", "1"));
    } catch (RuntimeException e) {
      log.error("a request for {} failed", call.head().path(), e);
      return Answer.error(500, "Internal error");
    }
  }

  private Answer list(HttpCall call, String[] path) {
    return switch (call.head().method()) {
      case "GET" ->
          call.principal().may(Scope.READ)
              ? Answer.of(200, shown(store.list(path[PROJECT], path[TASK], MOST_SHOWN)))
              : Answer.error(403, "Reading needs the scope read, which this key does not have.");
      case "POST" -> add(call, path);
      default -> wrongMethod("GET, POST, OPTIONS");
    };
  }

  private Answer add(HttpCall call, String[] path) {
    if (!call.principal().may(Scope.WRITE)) {
      return Answer.error(403, "Steering needs the scope write, which this key does not have.");
    }
    String key = call.head().headers().get("Idempotency-Key").orElse(null);
    if (key != null && (key.isBlank() || key.length() > LONGEST_KEY)) {
      return Answer.error(
          400, "Idempotency-Key: expected 1 to " + LONGEST_KEY + " characters, such as a UUID.");
    }
    SteerCommand command =
        SteerCommand.read(object(call), path[PROJECT], path[TASK], call.principal());
    return Answer.of(201, Shown.of(command.run(store, key)));
  }

  private Answer acknowledge(HttpCall call, String[] path) {
    if (!call.head().method().equals("POST")) {
      return wrongMethod("POST, OPTIONS");
    }
    if (!call.principal().may(Scope.WRITE)) {
      return Answer.error(403, "This needs the scope write, which this key does not have.");
    }
    Reader reader = READER.bind(object(call));
    long id;
    try {
      id = Long.parseLong(path[ID]);
    } catch (NumberFormatException e) {
      return Answer.error(404, "The id of what is acknowledged is a number.");
    }
    List<Long> unknown = store.acknowledge(path[PROJECT], path[TASK], List.of(id), reader.agent());
    return unknown.isEmpty()
        ? Answer.of(200, Map.of("acknowledged", id))
        : Answer.error(404, "There is no " + id + " of this task.");
  }

  private static ObjectNode object(HttpCall call) {
    try {
      if (Json.MAPPER.readTree(call.body()) instanceof ObjectNode object) {
        return object;
      }
    } catch (JacksonException e) {
      // Told below, as any other text that is no object.
    }
    throw new NoObject();
  }

  /** The body is not what it has to be at all. */
  private static final class NoObject extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  private static Answer wrongMethod(String allowed) {
    return new Answer(
        405, Map.of("error", "Use " + allowed.replace(", OPTIONS", "")), Map.of("Allow", allowed));
  }

  /** Something said, as programs read it. */
  private record Shown(
      long id,
      String kind,
      String text,
      String author,
      String at,
      @Nullable String acknowledgedBy,
      @Nullable String acknowledgedAt) {
    static Shown of(Steering steering) {
      return new Shown(
          steering.id(),
          Names.of(steering.kind()),
          steering.text(),
          steering.author(),
          Form.time(steering.at()),
          steering.acknowledgedBy(),
          steering.acknowledgedAt() == null ? null : Form.time(steering.acknowledgedAt()));
    }
  }

  private static List<Shown> shown(List<Steering> all) {
    return all.stream().map(Shown::of).toList();
  }
}
