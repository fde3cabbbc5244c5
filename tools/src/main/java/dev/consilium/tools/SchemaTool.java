package dev.consilium.tools;

import tools.jackson.databind.node.ObjectNode;

/** A tool whose input schema is not made from a record, but comes from elsewhere. */
public interface SchemaTool {
  ToolInfo info();

  /** JSON Schema 2020-12 of an object, which arguments are validated against before the call. */
  ObjectNode inputSchema();

  /** As {@link Tool#call}. */
  ToolResult call(ObjectNode arguments, ToolContext context) throws InterruptedException;
}
