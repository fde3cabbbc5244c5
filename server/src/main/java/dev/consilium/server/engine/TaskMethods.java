package dev.consilium.server.engine;

import dev.consilium.memory.calls.LongCall;
import dev.consilium.schemas.access.Scope;
import dev.consilium.schemas.json.Json;
import dev.consilium.schemas.rpc.RpcMessage;
import dev.consilium.tools.MissingCapability;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The methods of the extension {@code io.modelcontextprotocol/tasks} (SEP-2663). */
final class TaskMethods {
  private final LongCalls calls;
  private final ResultForm form;

  TaskMethods(LongCalls calls, ResultForm form) {
    this.calls = calls;
    this.form = form;
  }

  /** Empty for all other methods. */
  Optional<Dispatch.Answer> answer(RpcMessage.Request request, Caller caller) {
    Work work =
        switch (request.method()) {
          case "tasks/get" -> (id, principal) -> LongCalls.json(known(id, principal));
          case "tasks/update" -> {
            Map<String, ObjectNode> answers = answers(request.params());
            yield (id, principal) -> {
              LongCall _ = known(id, principal);
              calls.answer(id, principal, answers);
              return Json.MAPPER.createObjectNode();
            };
          }
          case "tasks/cancel" ->
              (id, principal) -> {
                LongCall _ = known(id, principal);
                calls.cancel(id, principal);
                return Json.MAPPER.createObjectNode();
              };
          default -> null;
        };
    if (work == null) {
      return Optional.empty();
    }
    ScopeRefusal.require(caller.principal(), Scope.READ);
    if (!caller.capabilities().tasks()) {
      throw MissingCapability.ofTasks();
    }
    String id = Params.text(request.params(), "taskId");
    return Optional.of(
        new Dispatch.Answer.Later(
            _ -> form.complete(work.run(id, caller.principal().name()), caller.version())));
  }

  private interface Work {
    ObjectNode run(String id, String principal);
  }

  private LongCall known(String id, String principal) {
    return calls
        .find(id, principal)
        .orElseThrow(() -> Params.invalid("there is no task with this \"taskId\""));
  }

  private static Map<String, ObjectNode> answers(ObjectNode params) {
    Map<String, ObjectNode> answers = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> answer :
        Params.object(params, "inputResponses").properties()) {
      if (!(answer.getValue() instanceof ObjectNode object)) {
        throw Params.invalid("\"inputResponses." + answer.getKey() + "\" must be an object");
      }
      answers.put(answer.getKey(), object);
    }
    return answers;
  }
}
