package dev.consilium.server.engine;

import dev.consilium.schemas.json.Json;
import dev.consilium.tools.InputRequest;
import dev.consilium.tools.Inputs;
import dev.consilium.tools.MissingCapability;
import dev.consilium.tools.ToolFailure;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Asks the client of a call that outlives its request: it finds the questions when it polls. */
final class LongCallInputs implements Inputs {
  private final LongCalls.Running call;
  private final ClientCapabilities capabilities;

  LongCallInputs(LongCalls.Running call, ClientCapabilities capabilities) {
    this.call = call;
    this.capabilities = capabilities;
  }

  @Override
  public boolean accepts(InputRequest request) {
    return capabilities.accepts(request);
  }

  @Override
  public Map<String, ObjectNode> ask(Map<String, InputRequest> requests)
      throws InterruptedException {
    ObjectNode questions = Json.MAPPER.createObjectNode();
    Map<String, String> asked = new TreeMap<>();
    new TreeMap<>(requests)
        .forEach((key, request) -> {
          if (!accepts(request)) {
            throw MissingCapability.toAsk(request);
          }
          asked.put(key, call.freshKey(key));
          questions
              .putObject(asked.get(key))
              .put("method", request.method())
              .set("params", request.params());
        });
    JsonNode given = call.ask(questions);
    Map<String, ObjectNode> answers = new TreeMap<>();
    requests.forEach((key, request) -> {
      if (!(given.get(asked.get(key)) instanceof ObjectNode answer)
          || !Answers.fits(request, answer)) {
        throw new ToolFailure("The client's answer to " + key + " is not one.");
      }
      answers.put(key, answer);
    });
    return answers;
  }
}
