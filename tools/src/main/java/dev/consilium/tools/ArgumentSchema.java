package dev.consilium.tools;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialect;
import com.networknt.schema.dialect.Dialects;
import com.networknt.schema.keyword.NonValidationKeyword;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A JSON Schema 2020-12 that arguments have to fit. It refers to nothing outside itself, and is
 * bounded: what comes from elsewhere must not make validation endless.
 */
final class ArgumentSchema {
  private static final SchemaRegistry REGISTRY =
      SchemaRegistry.withDialect(
          Dialect.builder(Dialects.getDraft202012())
              .keyword(new NonValidationKeyword("x-mcp-header"))
              .build());
  private static final int MAX_DEPTH = 32;
  private static final int MAX_NODES = 5_000;
  private static final int SHOWN_ERRORS = 10;

  private final Schema schema;

  private ArgumentSchema(Schema schema) {
    this.schema = schema;
  }

  /**
   * Reads a schema.
   *
   * @throws IllegalArgumentException if it is too large or refers to something outside itself
   */
  static ArgumentSchema of(ObjectNode json) {
    if (measured(json, 0) > MAX_NODES) {
      throw new IllegalArgumentException("the schema has more than " + MAX_NODES + " nodes");
    }
    return new ArgumentSchema(REGISTRY.getSchema(json));
  }

  private static int measured(JsonNode node, int depth) {
    if (depth > MAX_DEPTH) {
      throw new IllegalArgumentException("the schema is deeper than " + MAX_DEPTH);
    }
    JsonNode reference = node.get("$ref");
    if (reference != null && reference.isString() && !reference.asString().startsWith("#")) {
      throw new IllegalArgumentException("the schema refers to " + reference.asString());
    }
    int nodes = 1;
    for (JsonNode child : node) {
      nodes += measured(child, depth + 1);
    }
    return nodes;
  }

  void check(ObjectNode arguments) {
    List<Error> errors = schema.validate(arguments);
    if (!errors.isEmpty()) {
      throw new ToolFailure(
          "Bad arguments: "
              + errors.stream()
                  .limit(SHOWN_ERRORS)
                  .map(error -> error.getInstanceLocation() + ": " + error.getMessage())
                  .collect(Collectors.joining("; ")));
    }
  }
}
