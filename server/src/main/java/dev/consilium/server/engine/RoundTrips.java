package dev.consilium.server.engine;

import dev.consilium.schemas.json.Json;
import dev.consilium.schemas.rpc.RpcMessage;
import dev.consilium.tools.InputRequest;
import dev.consilium.tools.Inputs;
import dev.consilium.tools.MissingCapability;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Asks a modern client: the call ends with the questions and runs again once the client repeats it
 * with the answers. Answers of earlier rounds come back in {@code requestState}.
 */
final class RoundTrips implements Inputs {
  private final RequestStates states;
  private final RequestStates.Binding binding;
  private final ClientCapabilities capabilities;
  private final Map<String, ObjectNode> known = new HashMap<>();
  private final Map<String, ObjectNode> used = new TreeMap<>();

  RoundTrips(RequestStates states, Caller caller, RpcMessage.Request request) {
    this.states = states;
    this.capabilities = caller.capabilities();
    this.binding = RequestStates.Binding.of(caller.principal().name(), request);
    String state = Params.optionalText(request.params(), "requestState");
    if (state != null) {
      known.putAll(states.verified(state, binding));
    }
    for (Map.Entry<String, JsonNode> answer :
        Params.object(request.params(), "inputResponses").properties()) {
      if (!(answer.getValue() instanceof ObjectNode object)) {
        throw Params.invalid("\"inputResponses." + answer.getKey() + "\" must be an object");
      }
      known.put(answer.getKey(), object);
    }
  }

  @Override
  public boolean accepts(InputRequest request) {
    return capabilities.accepts(request);
  }

  @Override
  public Map<String, ObjectNode> ask(Map<String, InputRequest> requests) {
    ObjectNode open = Json.MAPPER.createObjectNode();
    Map<String, ObjectNode> answers = new TreeMap<>();
    new TreeMap<>(requests)
        .forEach((key, request) -> {
          if (!accepts(request)) {
            throw MissingCapability.toAsk(request);
          }
          ObjectNode answer = known.get(key);
          if (answer == null || !Answers.fits(request, answer)) {
            open.putObject(key).put("method", request.method()).set("params", request.params());
          } else {
            answers.put(key, answer);
          }
        });
    used.putAll(answers);
    if (!open.isEmpty()) {
      ObjectNode result = Json.MAPPER.createObjectNode().put("resultType", "input_required");
      result.set("inputRequests", open);
      throw new InputRequired(result.put("requestState", states.signed(binding, used)));
    }
    return answers;
  }
}
