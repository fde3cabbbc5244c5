package dev.consilium.tools;

import dev.consilium.schemas.access.Scope;
import dev.consilium.schemas.json.Field;
import dev.consilium.schemas.json.Json;
import dev.consilium.tools.ToolSpec.Hints;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Calls a tool that is not listed, for clients that refuse names they have not seen. */
final class ToolCall {
  record Args(
      @Field(max = 100) String name,
      @Field("As tool_search shows them") @Nullable ObjectNode arguments) {}

  private static final ToolSpec<Args, Record> SPEC =
      new ToolSpec<>(
          "tool_call",
          "Call another tool",
          "Call a tool found with tool_search.",
          ToolSet.TASKS,
          new Hints(false, true, false, true),
          Args.class,
          null);

  private final ToolRegistry registry;

  ToolCall(ToolRegistry registry) {
    this.registry = registry;
  }

  RegisteredTool registered() {
    // The tool that is called looks at its own scope.
    return RegisteredTool.of(SPEC, Scope.READ, this::redirect);
  }

  private ToolResult redirect(Args args, ToolContext context) throws InterruptedException {
    RegisteredTool tool =
        registry
            .find(args.name())
            .orElseThrow(() -> new ToolFailure(registry.unknown(args.name())));
    if (tool.info().name().equals(SPEC.name())) {
      throw new ToolFailure("name: tool_call cannot call itself; name the tool you want.");
    }
    ObjectNode arguments = args.arguments();
    return tool.call(arguments == null ? Json.MAPPER.createObjectNode() : arguments, context);
  }
}
