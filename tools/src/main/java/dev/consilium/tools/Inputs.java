package dev.consilium.tools;

import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/** Asks the client while a call is being worked on. */
public interface Inputs {
  /** Whether the client can be asked this. */
  boolean accepts(InputRequest request);

  /**
   * The answers, under the keys of the questions. Where the protocol has no way back into a running
   * call, it ends here and runs again from its beginning once the answers are there. So a tool asks
   * before it changes anything, always under the same keys, and asks what it can at once.
   *
   * @throws MissingCapability if the client cannot be asked one of them
   * @throws ToolFailure if the client answers with an error, or not in time
   */
  Map<String, ObjectNode> ask(Map<String, InputRequest> requests) throws InterruptedException;

  default ObjectNode ask(String key, InputRequest request) throws InterruptedException {
    ObjectNode answer = ask(Map.of(key, request)).get(key);
    if (answer == null) {
      throw new IllegalStateException("no answer to " + key);
    }
    return answer;
  }
}
