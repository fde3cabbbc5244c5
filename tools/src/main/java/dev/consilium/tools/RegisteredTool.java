package dev.consilium.tools;

import dev.consilium.memory.OutcomeUnknownException;
import dev.consilium.memory.Refused;
import dev.consilium.memory.UnavailableException;
import dev.consilium.schemas.access.Scope;
import dev.consilium.schemas.json.BindException;
import dev.consilium.schemas.json.Json;
import dev.consilium.schemas.json.RecordType;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** A tool with its schemas and its binding made ready. */
public final class RegisteredTool {
  private final ToolInfo info;
  private final Scope scope;
  private final ObjectNode inputSchema;
  private final @Nullable ObjectNode outputSchema;
  private final List<HeaderParameter> headerParameters;
  private final boolean mayBlock;
  private final Invocation invocation;
  private volatile @Nullable ToolInterceptor interceptor;

  private interface Invocation {
    ToolResult call(ObjectNode arguments, ToolContext context) throws InterruptedException;
  }

  /** What a tool does once its arguments are bound. */
  interface Body<A extends Record> {
    ToolResult call(A arguments, ToolContext context) throws InterruptedException;
  }

  private RegisteredTool(
      ToolInfo info,
      Scope scope,
      ObjectNode inputSchema,
      @Nullable ObjectNode outputSchema,
      boolean mayBlock,
      Invocation invocation) {
    this.info = info;
    this.scope = scope;
    this.inputSchema = inputSchema;
    this.outputSchema = outputSchema;
    this.headerParameters = HeaderParameter.in(inputSchema);
    this.mayBlock = mayBlock;
    this.invocation = invocation;
  }

  /** A tool whose scope is not that of its set. */
  static <A extends Record> RegisteredTool of(ToolSpec<A, ?> spec, Scope scope, Body<A> body) {
    return of(spec, scope, true, body);
  }

  private static <A extends Record> RegisteredTool of(
      ToolSpec<A, ?> spec, Scope scope, boolean mayBlock, Body<A> body) {
    RecordType<A> arguments = RecordType.of(spec.arguments());
    Class<? extends Record> result = spec.result();
    return new RegisteredTool(
        spec.info(),
        scope,
        arguments.schema(),
        result == null ? null : RecordType.of(result).schema(),
        mayBlock,
        (json, context) -> body.call(arguments.bind(json), context));
  }

  public static <A extends Record, R extends Record> RegisteredTool of(Tool<A, R> tool) {
    return of(
        tool.spec(),
        tool.spec().info().scope(),
        tool.mayBlock(),
        (arguments, context) -> {
          ToolAnswer<R> answer = tool.call(arguments, context);
          R structured = answer.structured();
          return new ToolResult(
              answer.content(),
              structured == null ? null : Json.RESULTS.<ObjectNode>valueToTree(structured),
              false);
        });
  }

  public static RegisteredTool of(SchemaTool tool) {
    ObjectNode schema = tool.inputSchema();
    ArgumentSchema arguments = ArgumentSchema.of(schema);
    return new RegisteredTool(
        tool.info(),
        tool.info().scope(),
        schema,
        null,
        true,
        (json, context) -> {
          arguments.check(json);
          return tool.call(json, context);
        });
  }

  public ToolInfo info() {
    return info;
  }

  /** What a caller must have been granted. */
  public Scope scope() {
    return scope;
  }

  /** Stands around all calls from now on. */
  public void intercept(ToolInterceptor around) {
    interceptor = around;
  }

  /** Whether a call may wait, so that it needs a thread of its own. */
  public boolean mayBlock() {
    return mayBlock;
  }

  public boolean mayBecomeTask() {
    return info.mayBecomeTask();
  }

  /** JSON Schema 2020-12 of the arguments; not to be changed. */
  public ObjectNode inputSchema() {
    return inputSchema;
  }

  /** JSON Schema 2020-12 of the structured result, if there is one; not to be changed. */
  public @Nullable ObjectNode outputSchema() {
    return outputSchema;
  }

  /** The arguments that clients repeat in headers. */
  public List<HeaderParameter> headerParameters() {
    return headerParameters;
  }

  /**
   * Calls the tool; blocks as long as it works. What the caller can mend comes back as an error
   * result, everything else is thrown.
   *
   * @throws InsufficientScope when the caller may not call it
   */
  public ToolResult call(ObjectNode arguments, ToolContext context) throws InterruptedException {
    ToolInterceptor around = interceptor;
    return around == null
        ? answer(arguments, context)
        : around.around(arguments, context, () -> answer(arguments, context));
  }

  private ToolResult answer(ObjectNode arguments, ToolContext context) throws InterruptedException {
    if (!context.may(scope)) {
      throw new InsufficientScope(scope);
    }
    try {
      return invocation.call(arguments, context);
    } catch (BindException e) {
      return ToolResult.failure("Bad arguments for " + info.name() + ": " + e.getMessage());
    } catch (Refused e) {
      return ToolResult.failure(e.field() + ": " + e.getMessage());
    } catch (ToolFailure | OutcomeUnknownException | UnavailableException e) {
      return ToolResult.failure(String.valueOf(e.getMessage()));
    }
  }
}
