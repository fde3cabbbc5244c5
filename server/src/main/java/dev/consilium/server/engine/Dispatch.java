package dev.consilium.server.engine;

import dev.consilium.schemas.access.Scope;
import dev.consilium.schemas.json.Json;
import dev.consilium.schemas.json.Names;
import dev.consilium.schemas.rpc.RpcError;
import dev.consilium.schemas.rpc.RpcException;
import dev.consilium.server.engine.CallsInFlight.Work;
import dev.consilium.tools.Catalog;
import dev.consilium.tools.MissingCapability;
import dev.consilium.tools.Prompt;
import dev.consilium.tools.RegisteredTool;
import dev.consilium.tools.ResourceContents;
import dev.consilium.tools.Resources;
import dev.consilium.tools.ToolResult;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.SerializableString;
import tools.jackson.core.io.SerializedString;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The methods of MCP that both eras share. */
final class Dispatch {
  /** The protocol's limit on the values of one completion. */
  private static final int MAX_COMPLETIONS = 100;

  static final SerializableString EMPTY = new SerializedString("{}");

  /** What shows records; tools have scopes of their own, the other lists are no secret. */
  private static final Set<String> READING =
      Set.of("resources/list", "resources/read", "prompts/get", "completion/complete");

  private final Catalog catalog;
  private final ResultForm form;
  private final Listings listings;

  Dispatch(Catalog catalog, ResultForm form) {
    this.catalog = catalog;
    this.form = form;
    this.listings = new Listings(catalog, form);
  }

  /** What answers a request: something known already, or work that may block. */
  sealed interface Answer {
    record Ready(SerializableString json) implements Answer {}

    record Later(Work work) implements Answer {}

    /** Work that never waits. */
    record Now(Work work) implements Answer {}
  }

  /**
   * The answer to one request.
   *
   * @throws RpcException when the method is unknown or its parameters do not fit
   * @throws dev.consilium.tools.InsufficientScope when the caller may not read
   */
  Answer answer(String method, ObjectNode params, Caller caller) {
    ProtocolVersion version = caller.version();
    if (READING.contains(method)) {
      ScopeRefusal.require(caller.principal(), Scope.READ);
    }
    return switch (method) {
      case "tools/list" -> {
        noCursor(params);
        yield new Answer.Ready(listings.tools(caller.tools(), version));
      }
      case "tools/call" -> callTool(params, version);
      case "resources/templates/list" -> {
        noCursor(params);
        yield new Answer.Ready(listings.templates(version));
      }
      case "resources/list" -> {
        String cursor = Params.optionalText(params, "cursor");
        yield new Answer.Later(_ ->
            form.cacheable(
                resources(catalog.resources().list(cursor)), ResultForm.CHANGING, version));
      }
      case "resources/read" -> {
        String uri = Params.text(params, "uri");
        yield new Answer.Later(
            _ -> form.cacheable(read(uri, version), ResultForm.CHANGING, version));
      }
      case "prompts/list" -> {
        noCursor(params);
        yield new Answer.Ready(listings.prompts(version));
      }
      case "prompts/get" -> prompt(params, version);
      case "completion/complete" -> complete(params, version);
      default ->
          throw new RpcException(RpcError.METHOD_NOT_FOUND, "Method not found: " + shown(method));
    };
  }

  private Answer callTool(ObjectNode params, ProtocolVersion version) {
    String name = Params.text(params, "name");
    ObjectNode arguments = Params.object(params, "arguments");
    RegisteredTool tool =
        catalog
            .tools()
            .find(name)
            .orElseThrow(
                () -> new RpcException(RpcError.INVALID_PARAMS, catalog.tools().unknown(name)));
    Work work = call -> form.complete(toolResult(called(tool, arguments, call), version), version);
    return tool.mayBlock() ? new Answer.Later(work) : new Answer.Now(work);
  }

  /** Legacy clients have no protocol error for a capability that a call needs. */
  private static ToolResult called(RegisteredTool tool, ObjectNode arguments, Call call)
      throws InterruptedException {
    try {
      return tool.call(arguments, call);
    } catch (MissingCapability e) {
      if (call.caller().version().isModern()) {
        throw e;
      }
      return ToolResult.failure(String.valueOf(e.getMessage()));
    }
  }

  private static ObjectNode toolResult(ToolResult result, ProtocolVersion version) {
    ObjectNode json = Json.MAPPER.createObjectNode();
    ArrayNode content = json.putArray("content");
    result.content().forEach(block -> content.add(ContentJson.of(block)));
    ObjectNode structured = result.structured();
    if (structured != null && version.hasStructuredResults()) {
      json.set("structuredContent", structured);
    }
    return json.put("isError", result.isError());
  }

  private static ObjectNode resources(Resources.Page page) {
    ObjectNode json = Json.MAPPER.createObjectNode();
    ArrayNode list = json.putArray("resources");
    for (Resources.Entry entry : page.entries()) {
      list.addObject()
          .put("uri", entry.uri())
          .put("name", entry.name())
          .put("title", entry.title())
          .put("description", entry.description())
          .put("mimeType", entry.mimeType());
    }
    if (page.nextCursor() != null) {
      json.put("nextCursor", page.nextCursor());
    }
    return json;
  }

  private ObjectNode read(String uri, ProtocolVersion version) {
    ResourceContents contents =
        catalog
            .resources()
            .read(uri)
            .orElseThrow(() ->
                new RpcException(
                    null,
                    version.isModern() ? RpcError.INVALID_PARAMS : RpcError.RESOURCE_NOT_FOUND,
                    "Resource not found: " + shown(uri),
                    Json.MAPPER.createObjectNode().put("uri", uri)));
    ObjectNode json = Json.MAPPER.createObjectNode();
    json.putArray("contents").add(ContentJson.of(contents));
    return json;
  }

  private Answer prompt(ObjectNode params, ProtocolVersion version) {
    Prompt prompt = promptNamed(Params.text(params, "name"));
    Map<String, String> arguments = Params.texts(params, "arguments");
    for (Prompt.Argument argument : prompt.spec().arguments()) {
      if (argument.required() && !arguments.containsKey(argument.name())) {
        throw Params.invalid("the prompt needs the argument \"" + argument.name() + "\"");
      }
    }
    return new Answer.Later(call -> {
      ObjectNode json = Json.MAPPER.createObjectNode();
      json.put("description", prompt.spec().description());
      ArrayNode messages = json.putArray("messages");
      for (Prompt.Message message : prompt.render(arguments, call)) {
        messages
            .addObject()
            .put("role", Names.of(message.role()))
            .set("content", ContentJson.of(message.content()));
      }
      return form.complete(json, version);
    });
  }

  private Prompt promptNamed(String name) {
    return catalog.prompts().stream()
        .filter(p -> p.spec().name().equals(name))
        .findFirst()
        .orElseThrow(() ->
            Params.invalid(
                "there is no prompt \""
                    + shown(name)
                    + "\"."
                    + Names.didYouMean(
                        name, catalog.prompts().stream().map(p -> p.spec().name()).toList())));
  }

  private Answer complete(ObjectNode params, ProtocolVersion version) {
    ObjectNode ref = Params.object(params, "ref");
    ObjectNode argument = Params.object(params, "argument");
    String name = Params.text(argument, "name");
    String prefix = Params.text(argument, "value");
    Map<String, String> known = Params.texts(Params.object(params, "context"), "arguments");
    return switch (Params.text(ref, "type")) {
      case "ref/prompt" -> {
        Prompt prompt = promptNamed(Params.text(ref, "name"));
        yield new Answer.Later(
            _ -> form.complete(completion(prompt.complete(name, prefix)), version));
      }
      case "ref/resource" -> {
        String uri = Params.text(ref, "uri");
        yield new Answer.Later(_ ->
            form.complete(
                completion(catalog.resources().complete(uri, name, prefix, known)), version));
      }
      default -> throw Params.invalid("\"ref.type\" must be ref/prompt or ref/resource");
    };
  }

  private static ObjectNode completion(List<String> values) {
    ObjectNode json = Json.MAPPER.createObjectNode();
    ObjectNode completion = json.putObject("completion");
    ArrayNode list = completion.putArray("values");
    values.stream().limit(MAX_COMPLETIONS).forEach(list::add);
    completion.put("hasMore", values.size() > MAX_COMPLETIONS);
    return json;
  }

  /** A list on one page gives no cursor, so any that comes in is not ours. */
  private static void noCursor(ObjectNode params) {
    if (Params.optionalText(params, "cursor") != null) {
      throw Params.invalid("\"cursor\" is not one this server gave");
    }
  }

  private static String shown(String text) {
    return text.length() > 100 ? text.substring(0, 100) + "…" : text;
  }
}
