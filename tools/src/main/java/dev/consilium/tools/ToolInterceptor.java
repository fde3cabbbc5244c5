package dev.consilium.tools;

import tools.jackson.databind.node.ObjectNode;

/**
 * Stands around every call of a tool: sees it begin and end, and does not change it. Called on the
 * thread of the call, also for what {@code tool_call} passes on.
 */
@FunctionalInterface
public interface ToolInterceptor {
  /**
   * Makes the call, exactly once, and returns what it returned; what it throws goes on.
   *
   * @throws InterruptedException when the call was cut short
   */
  ToolResult around(ObjectNode arguments, ToolContext context, Call call)
      throws InterruptedException;

  /** The call that is stood around. */
  @FunctionalInterface
  interface Call {
    ToolResult make() throws InterruptedException;
  }
}
