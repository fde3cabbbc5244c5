package dev.consilium.server.api;

import dev.consilium.memory.OutcomeUnknownException;
import dev.consilium.memory.Refused;
import dev.consilium.memory.UnavailableException;
import dev.consilium.schemas.access.Scope;
import dev.consilium.schemas.json.BindException;
import dev.consilium.schemas.json.RecordType;
import dev.consilium.schemas.work.Work;
import dev.consilium.server.http.Problem;
import dev.consilium.server.http.Wire;
import dev.consilium.transport.http.HttpCall;
import dev.consilium.transport.internal.Fault;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Answers the requests of the API, each on a virtual thread of its own. */
final class ApiHandler {
  private static final String JSON = "application/json";

  private final Operations operations;
  private final Function<Scope, Map<String, String>> scopeChallenge;

  /** {@code scopeChallenge} gives the headers that tell a caller of the scope that is missing. */
  ApiHandler(Operations operations, Function<Scope, Map<String, String>> scopeChallenge) {
    this.operations = operations;
    this.scopeChallenge = scopeChallenge;
  }

  void handle(HttpCall call) {
    switch (operations.find(call.head().method(), call.head().path())) {
      case Operations.Match(Operation<?, ?> operation, Map<String, String> path) -> {
        Thread _ = Thread.ofVirtual().start(Work.carry(() -> answer(call, operation, path)));
      }
      case Operations.OtherMethods(List<String> allowed) -> refuseMethod(call, allowed);
      case Operations.Nowhere() ->
          Problem.of(404, "Nothing is at this path; /openapi.json lists what there is.")
              .answer(call, Map.of());
    }
  }

  private static void refuseMethod(HttpCall call, List<String> allowed) {
    Map<String, String> allow = Map.of("Allow", String.join(", ", allowed));
    if (call.head().method().equals("OPTIONS")) {
      call.respond(204, "", new byte[0], allow);
    } else {
      Problem.of(
              405,
              call.head().method()
                  + " is not answered at this path; "
                  + String.join(", ", allowed)
                  + " are.")
          .answer(call, allow);
    }
  }

  private void answer(HttpCall call, Operation<?, ?> operation, Map<String, String> path) {
    try {
      if (!call.principal().may(operation.scope())) {
        throw new ApiFailure(
            403,
            "",
            "This key lacks the scope " + operation.scope().text() + ".",
            scopeChallenge.apply(operation.scope()));
      }
      respond(call, run(operation, call, path));
    } catch (ApiFailure e) {
      problem(e.status(), e.field(), String.valueOf(e.getMessage())).answer(call, e.headers());
    } catch (BindException e) {
      Problem.of(
              422,
              String.valueOf(e.getMessage()),
              e.byField().stream()
                  .map(p -> new Problem.FieldError(p.field(), p.message()))
                  .toList())
          .answer(call, Map.of());
    } catch (Refused e) {
      problem(status(e, operation), e.field(), String.valueOf(e.getMessage()))
          .answer(call, Map.of());
    } catch (UnavailableException | OutcomeUnknownException e) {
      Problem.of(503, String.valueOf(e.getMessage())).answer(call, Map.of("Retry-After", "1"));
    } catch (RuntimeException e) {
      Problem.of(500, Fault.report(e)).answer(call, Map.of());
    }
  }

  private static <P extends Record, B extends Record> Answer run(
      Operation<P, B> operation, HttpCall call, Map<String, String> path) {
    P parameters =
        operation.parameters().bind(Inputs.parameters(operation.parameters(), path, call.query()));
    Caller caller = new Caller(call.principal(), call.head(), call.query());
    return operation.action().answer(parameters, body(operation, call), caller);
  }

  /** Actions of operations without a body take no look at it. */
  @SuppressWarnings({"NullAway", "DataFlowIssue"})
  private static <P extends Record, B extends Record> B body(
      Operation<P, B> operation, HttpCall call) {
    RecordType<B> type = operation.body();
    if (type == null) {
      return null;
    }
    ObjectNode json = Inputs.body(call.head(), call.body());
    return type.bind(operation.is(Operation.Trait.TOLERANT) ? Inputs.known(type, json) : json);
  }

  /** What the path names is not found; what the query or the body names is not accepted. */
  private static int status(Refused refused, Operation<?, ?> operation) {
    return switch (refused.kind()) {
      case INVALID -> 422;
      case CONFLICT -> 409;
      case UNKNOWN -> operation.pathNames().contains(refused.field()) ? 404 : 422;
    };
  }

  private static Problem problem(int status, String field, String message) {
    return field.isEmpty()
        ? Problem.of(status, message)
        : Problem.of(
            status,
            field + ": " + message,
            List.of(new Problem.FieldError(field, field + ": " + message)));
  }

  private static void respond(HttpCall call, Answer answer) {
    byte[] body = Wire.MAPPER.writeValueAsBytes(answer.body());
    if (!call.head().method().equals("GET") && !call.head().method().equals("HEAD")) {
      call.respond(answer.status(), JSON, body, answer.headers());
      return;
    }
    String tag = EntityTag.of(body, answer.headers());
    Answer tagged = answer.with("ETag", tag).with("Cache-Control", "private, no-cache");
    @Nullable String known = call.head().headers().get("If-None-Match").orElse(null);
    if (known != null && EntityTag.matches(known, tag)) {
      call.respond(304, JSON, new byte[0], tagged.headers());
    } else {
      call.respond(tagged.status(), JSON, body, tagged.headers());
    }
  }
}
