package dev.consilium.tools;

import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A call needs something of the client that it did not declare. */
public final class MissingCapability extends RuntimeException {
  /** The extension by which a call outlives its request. */
  public static final String TASKS = "io.modelcontextprotocol/tasks";

  private static final long serialVersionUID = 1;

  private final transient ObjectNode needed;

  private MissingCapability(String what, ObjectNode needed) {
    super("This call needs a client that supports " + what + ".", null, false, false);
    this.needed = needed;
  }

  public static MissingCapability toAsk(InputRequest request) {
    ObjectNode needed = JsonNodeFactory.instance.objectNode();
    switch (request) {
      case InputRequest.Form _ -> needed.putObject("elicitation");
      case InputRequest.Url _ -> needed.putObject("elicitation").putObject("url");
      case InputRequest.Sampling _ -> needed.putObject("sampling");
      case InputRequest.Roots _ -> needed.putObject("roots");
    }
    return new MissingCapability(request.method(), needed);
  }

  public static MissingCapability ofTasks() {
    ObjectNode needed = JsonNodeFactory.instance.objectNode();
    needed.putObject("extensions").putObject(TASKS);
    return new MissingCapability(TASKS, needed);
  }

  /** What is missing, as a client declares it. */
  public ObjectNode needed() {
    return needed;
  }
}
