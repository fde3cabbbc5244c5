package dev.consilium.server.conformance;

import dev.consilium.tools.Content;
import dev.consilium.tools.RegisteredTool;
import dev.consilium.tools.SchemaTool;
import dev.consilium.tools.ToolContext;
import dev.consilium.tools.ToolInfo;
import dev.consilium.tools.ToolResult;
import dev.consilium.tools.ToolSet;
import dev.consilium.tools.ToolSpec.Hints;
import java.util.List;
import org.jspecify.annotations.NullMarked;
import tools.jackson.databind.node.ObjectNode;

/** A tool of the suite, whose schemas are given as JSON. */
@NullMarked
record FixtureTool(ToolInfo info, ObjectNode inputSchema, Body body) implements SchemaTool {
  static final String NO_ARGUMENTS = "{\"type\":\"object\",\"properties\":{}}";

  interface Body {
    ToolResult call(ObjectNode arguments, ToolContext context) throws InterruptedException;
  }

  static RegisteredTool of(String name, String description, String schema, Body body) {
    return RegisteredTool.of(
        new FixtureTool(
            new ToolInfo(name, name, description, ToolSet.TASKS, Hints.READ),
            Fixture.json(schema),
            body));
  }

  /** One whose calls can become tasks. */
  static RegisteredTool longRunning(String name, String description, String schema, Body body) {
    return RegisteredTool.of(
        new FixtureTool(
            new ToolInfo(name, name, description, ToolSet.TASKS, Hints.READ, true),
            Fixture.json(schema),
            body));
  }

  static RegisteredTool of(String name, String description, Body body) {
    return of(name, description, NO_ARGUMENTS, body);
  }

  static ToolResult text(String text) {
    return new ToolResult(List.of(new Content.Text(text)));
  }

  @Override
  public ToolResult call(ObjectNode arguments, ToolContext context) throws InterruptedException {
    return body.call(arguments, context);
  }
}
