package dev.consilium.server.engine;

import dev.consilium.tools.InputRequest;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** Whether a client's answer has the shape that MCP gives it. */
final class Answers {
  private static final Set<String> ACTIONS = Set.of("accept", "decline", "cancel");

  private Answers() {}

  static boolean fits(InputRequest request, ObjectNode answer) {
    return switch (request) {
      case InputRequest.Form _ ->
          isElicitResult(answer)
              && (!answer.path("action").asString("").equals("accept")
                  || answer.path("content").isObject());
      case InputRequest.Url _ -> isElicitResult(answer);
      case InputRequest.Sampling _ ->
          answer.path("role").isString() && !answer.path("content").isMissingNode();
      case InputRequest.Roots _ -> answer.path("roots").isArray();
    };
  }

  private static boolean isElicitResult(ObjectNode answer) {
    return ACTIONS.contains(answer.path("action").asString(""));
  }
}
