package dev.consilium.server.api;

import dev.consilium.schemas.json.Json;
import dev.consilium.schemas.json.RecordType;
import dev.consilium.server.http.Described;
import dev.consilium.server.http.Problem;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The OpenAPI 3.1 document of the operations. */
final class OpenApi {
  /** Of the API, not of the product: grows when the API does. */
  private static final String VERSION = "1.0.0";

  private static final Map<Integer, String> PROBLEMS =
      new TreeMap<>(
          Map.of(
              400, "The path is ambiguous or the body is not JSON",
              401, "A key is needed, or this one is not known",
              403, "The key lacks the scope",
              404, "What the path names is not there",
              409, "What is stored stands against it",
              412, "What is stored is not as If-Match has it any more",
              415, "The body is of another type than JSON",
              422, "A field is missing, or not as expected",
              429, "Too many requests; Retry-After tells when to come again",
              503, "The database cannot be used now; Retry-After tells when to come again"));

  /** What is told before a route is asked: of keys, of their rates, and of a host without them. */
  private static final List<Integer> GATE = List.of(401, 429, 503);

  private final ObjectNode document = Json.MAPPER.createObjectNode();
  private final Map<String, Class<?>> named = new TreeMap<>();

  private OpenApi() {}

  static ObjectNode of(List<Operation<?, ?>> operations, List<Described> routes) {
    OpenApi api = new OpenApi();
    api.head();
    api.document.putObject("paths");
    api.document.putObject("components").putObject("schemas");
    String problem = api.problem();
    operations.forEach(operation -> api.add(operation, problem));
    routes.forEach(route -> api.add(route, problem));
    ObjectNode schemes =
        ((ObjectNode) api.document.path("components")).putObject("securitySchemes");
    schemes.putObject("apiKey").put("type", "apiKey").put("in", "header").put("name", "X-API-Key");
    schemes.putObject("bearer").put("type", "http").put("scheme", "bearer");
    return api.document;
  }

  private void head() {
    document.put("openapi", "3.1.0");
    document
        .putObject("info")
        .put("title", "Consilium")
        .put("version", VERSION)
        .put(
            "description",
            "Tasks, decisions, councils and memories of agents: what MCP clients see through tools,"
                + " by HTTP. Times are ISO-8601 in UTC. Every GET has an ETag. Lists are paged by"
                + " limit and cursor (X-Next-Cursor, Link), and by limit and offset. Errors are"
                + " application/problem+json. No key is needed on loopback, unless one is set.");
    document.putArray("servers").addObject().put("url", "/");
    ArrayNode security = document.putArray("security");
    security.addObject().putArray("apiKey");
    security.addObject().putArray("bearer");
  }

  private ObjectNode begin(
      String path, String method, String id, String tag, String summary, String description) {
    ObjectNode paths = (ObjectNode) document.path("paths");
    ObjectNode json = paths.withObjectProperty(path).putObject(method.toLowerCase(Locale.ROOT));
    json.put("operationId", id);
    json.putArray("tags").add(tag);
    json.put("summary", summary);
    if (!description.isBlank()) {
      json.put("description", description.strip());
    }
    return json;
  }

  private void add(Described route, String problem) {
    ObjectNode json =
        begin(route.path(), "GET", route.id(), route.tag(), route.summary(), route.description());
    if (route.open()) {
      json.putArray("security");
    }
    ArrayNode parameters = json.putArray("parameters");
    parameters(RecordType.of(route.parameters()).schema(), List.of(), parameters);
    for (Described.Header header : route.headers()) {
      var _ = header(parameters, header.name(), header.description());
    }
    ObjectNode responses = json.putObject("responses");
    for (Described.Outcome outcome : route.outcomes()) {
      ObjectNode response =
          responses
              .putObject(Integer.toString(outcome.status()))
              .put("description", outcome.meaning());
      if (!outcome.mediaType().isEmpty()) {
        ObjectNode schema =
            response.putObject("content").putObject(outcome.mediaType()).putObject("schema");
        Class<? extends Record> item = outcome.item();
        if (item == null) {
          schema.put("type", "string");
        } else {
          schema.put("$ref", component(item));
        }
      }
    }
    if (!route.open()) {
      GATE.forEach(status ->
          problem(responses, status, Objects.requireNonNull(PROBLEMS.get(status)), problem));
    }
    route.problems().forEach(p -> problem(responses, p.status(), p.meaning(), problem));
  }

  private void add(Operation<?, ?> operation, String problem) {
    ObjectNode json =
        begin(
            operation.path(),
            operation.method(),
            operation.id(),
            operation.tag(),
            operation.summary(),
            operation.description());
    parameters(operation, json.putArray("parameters"));
    RecordType<?> body = operation.body();
    if (body != null) {
      ObjectNode schema = body.schema();
      allowNulls(schema, false);
      json.putObject("requestBody")
          .put("required", true)
          .putObject("content")
          .putObject("application/json")
          .putObject("schema")
          .put("$ref", component(operation.bodyName(), operation.getClass(), schema));
    }
    responses(operation, json.putObject("responses"), problem);
  }

  private static void parameters(ObjectNode schema, List<String> inPath, ArrayNode parameters) {
    for (Map.Entry<String, JsonNode> entry : schema.path("properties").properties()) {
      boolean path = inPath.contains(entry.getKey());
      ObjectNode type = entry.getValue().deepCopy().asObject();
      ObjectNode parameter =
          parameters
              .addObject()
              .put("name", entry.getKey())
              .put("in", path ? "path" : "query")
              .put("required", path);
      JsonNode description = type.remove("description");
      if (description != null) {
        parameter.set("description", description);
      }
      parameter.set("schema", type);
    }
  }

  private static void parameters(Operation<?, ?> operation, ArrayNode parameters) {
    parameters(operation.parameters().schema(), operation.pathNames(), parameters);
    if (operation.body() != null) {
      var _ =
          header(
                  parameters,
                  Caller.IDEMPOTENCY_KEY,
                  "A repeat with the same key gets the first answer, for seven days")
              .put("minLength", 1)
              .put("maxLength", Limits.NAME);
    } else {
      var _ =
          header(
              parameters,
              "If-None-Match",
              "The ETag of an answer that is at hand: 304 while it still holds");
    }
    if (operation.is(Operation.Trait.CONDITIONAL)) {
      var _ =
          header(
              parameters,
              Caller.IF_MATCH,
              "The ETag of what was seen: 412, and nothing done, where it does not hold any more");
    }
  }

  /** Gives its schema, for more to be said there. */
  private static ObjectNode header(ArrayNode parameters, String name, String description) {
    return parameters
        .addObject()
        .put("name", name)
        .put("in", "header")
        .put("required", false)
        .put("description", description)
        .putObject("schema")
        .put("type", "string");
  }

  private void responses(Operation<?, ?> operation, ObjectNode responses, String problem) {
    Reply reply = operation.reply();
    ObjectNode ok =
        responses.putObject(Integer.toString(reply.status())).put("description", "As asked");
    ObjectNode headers = Json.MAPPER.createObjectNode();
    if (operation.body() == null || operation.is(Operation.Trait.CONDITIONAL)) {
      header(headers, "ETag", "Tells this answer from another");
    }
    if (reply.paged()) {
      header(headers, "X-Next-Cursor", "Where the next page begins; none on the last");
      header(headers, "Link", "The next page, as rel=\"next\"");
    }
    if (!headers.isEmpty()) {
      ok.set("headers", headers);
    }
    ObjectNode schema = ok.putObject("content").putObject("application/json").putObject("schema");
    if (reply.isList()) {
      schema.put("type", "array").putObject("items").put("$ref", component(reply.item()));
    } else {
      schema.put("$ref", component(reply.item()));
    }
    if (reply.mayExist()) {
      responses.set("200", ok.deepCopy().put("description", "It was there already"));
    }
    if (operation.body() == null) {
      responses.putObject("304").put("description", "As the ETag in If-None-Match has it");
    }
    PROBLEMS.forEach((status, meaning) -> {
      boolean ofBody = status == 409 || status == 415;
      boolean ofCondition = status == 412;
      boolean ofPath = status == 404;
      if (ofCondition && !operation.is(Operation.Trait.CONDITIONAL)) {
        return;
      }
      if ((!ofBody || operation.body() != null) && (!ofPath || !operation.pathNames().isEmpty())) {
        problem(responses, status, meaning, problem);
      }
    });
  }

  private static void problem(ObjectNode responses, int status, String meaning, String schema) {
    ObjectNode response = responses.withObjectProperty(Integer.toString(status));
    if (!response.has("description")) {
      response.put("description", meaning);
    }
    response
        .withObjectProperty("content")
        .putObject(Problem.MEDIA_TYPE)
        .putObject("schema")
        .put("$ref", schema);
  }

  private static void header(ObjectNode headers, String name, String description) {
    headers
        .putObject(name)
        .put("description", description)
        .putObject("schema")
        .put("type", "string");
  }

  /** Tells of fields only where single ones are to blame. */
  private String problem() {
    return component(
        Problem.class.getSimpleName(), Problem.class, RecordType.of(Problem.class).schema());
  }

  private String component(Class<? extends Record> type) {
    ObjectNode schema = RecordType.of(type).schema();
    allowNulls(schema, true);
    return component(type.getSimpleName().replaceAll("View$", ""), type, schema);
  }

  private String component(String name, Class<?> type, ObjectNode schema) {
    Class<?> other = named.putIfAbsent(name, type);
    ObjectNode schemas = (ObjectNode) document.path("components").path("schemas");
    if (other != null && (other != type || !schemas.path(name).equals(schema))) {
      throw new IllegalStateException("Two schemas are called " + name);
    }
    schemas.set(name, schema);
    return "#/components/schemas/" + name;
  }

  /** What need not have a value may be null; answers have every field. */
  private static void allowNulls(ObjectNode schema, boolean allFields) {
    if (schema.path("items") instanceof ObjectNode items) {
      allowNulls(items, allFields);
    }
    if (!(schema.path("properties") instanceof ObjectNode properties)) {
      return;
    }
    List<String> required = schema.path("required").valueStream().map(JsonNode::asString).toList();
    for (Map.Entry<String, JsonNode> entry : properties.properties()) {
      ObjectNode property = entry.getValue().asObject();
      allowNulls(property, allFields);
      if (!required.contains(entry.getKey())) {
        allowNull(property);
      }
    }
    if (allFields) {
      ArrayNode all = schema.putArray("required");
      properties.propertyNames().forEach(all::add);
    }
  }

  private static void allowNull(ObjectNode schema) {
    JsonNode type = schema.path("type");
    if (type.isString()) {
      schema.putArray("type").add(type.asString()).add("null");
    }
    if (schema.path("enum") instanceof ArrayNode constants) {
      constants.addNull();
    }
  }
}
