package dev.consilium.server.engine;

import tools.jackson.databind.node.ObjectNode;

/** Ends a modern call that cannot go on without its client: the result asks, the client repeats. */
public final class InputRequired extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient ObjectNode result;

  InputRequired(ObjectNode result) {
    super(null, null, false, false);
    this.result = result;
  }

  /** MCP's {@code InputRequiredResult}. */
  ObjectNode result() {
    return result;
  }
}
