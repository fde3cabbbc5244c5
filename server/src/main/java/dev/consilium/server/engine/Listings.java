package dev.consilium.server.engine;

import dev.consilium.schemas.json.Json;
import dev.consilium.tools.Catalog;
import dev.consilium.tools.Prompt;
import dev.consilium.tools.RegisteredTool;
import dev.consilium.tools.Resources;
import dev.consilium.tools.ToolInfo;
import dev.consilium.tools.ToolSelection;
import dev.consilium.tools.ToolSpec;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import tools.jackson.core.SerializableString;
import tools.jackson.core.io.SerializedString;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The lists that are the same for everybody, encoded once. */
final class Listings {
  private record ToolsKey(ToolSelection selection, ProtocolVersion version) {}

  private final Catalog catalog;
  private final ConcurrentMap<ToolsKey, SerializableString> tools = new ConcurrentHashMap<>();
  private final ConcurrentMap<ProtocolVersion, SerializableString> templates =
      new ConcurrentHashMap<>();
  private final ConcurrentMap<ProtocolVersion, SerializableString> prompts =
      new ConcurrentHashMap<>();
  private final ResultForm form;

  Listings(Catalog catalog, ResultForm form) {
    this.catalog = catalog;
    this.form = form;
  }

  /** {@code tools/list} on one page: a cursor could only be one this host never gave. */
  SerializableString tools(ToolSelection selection, ProtocolVersion version) {
    return tools.computeIfAbsent(
        new ToolsKey(selection, version),
        key -> encoded(toolsList(key.selection, version), version));
  }

  SerializableString templates(ProtocolVersion version) {
    return templates.computeIfAbsent(version, v -> encoded(templates(catalog.resources()), v));
  }

  SerializableString prompts(ProtocolVersion version) {
    return prompts.computeIfAbsent(version, v -> encoded(prompts(catalog), v));
  }

  private ObjectNode toolsList(ToolSelection selection, ProtocolVersion version) {
    boolean structured = version.hasStructuredResults();
    ObjectNode result = Json.MAPPER.createObjectNode();
    ArrayNode list = result.putArray("tools");
    for (RegisteredTool tool : catalog.tools().listed(selection)) {
      ToolInfo spec = tool.info();
      ObjectNode entry = list.addObject().put("name", spec.name());
      if (structured) {
        entry.put("title", spec.title());
      }
      entry.put("description", spec.description());
      entry.set("inputSchema", withoutSizes(tool.inputSchema()));
      ObjectNode outputSchema = tool.outputSchema();
      if (structured && outputSchema != null) {
        entry.set("outputSchema", outputSchema);
      }
      annotations(entry, spec.hints());
      if (tool.mayBecomeTask() && version.hasExperimentalTasks()) {
        entry.putObject("execution").put("taskSupport", "optional");
      }
    }
    return result;
  }

  /**
   * An honest call is never near the greatest length of a text or a list, but every agent would pay
   * for reading of it; a call beyond is told which it is.
   */
  private static ObjectNode withoutSizes(ObjectNode schema) {
    ObjectNode copy = schema.deepCopy();
    for (String size : List.of("maxLength", "maxItems")) {
      copy.findParents(size)
          .forEach(parent -> {
            if (parent instanceof ObjectNode object && object.path(size).isNumber()) {
              object.remove(size);
            }
          });
    }
    return copy;
  }

  /** Only what differs from the defaults of the specification, which clients assume. */
  private static void annotations(ObjectNode entry, ToolSpec.Hints hints) {
    ObjectNode annotations = entry.putObject("annotations");
    if (hints.readOnly()) {
      annotations.put("readOnlyHint", true);
    } else {
      if (!hints.destructive()) {
        annotations.put("destructiveHint", false);
      }
      if (hints.idempotent()) {
        annotations.put("idempotentHint", true);
      }
    }
    if (!hints.openWorld()) {
      annotations.put("openWorldHint", false);
    }
  }

  private static ObjectNode templates(Resources resources) {
    ObjectNode result = Json.MAPPER.createObjectNode();
    ArrayNode list = result.putArray("resourceTemplates");
    for (Resources.Template template : resources.templates()) {
      list.addObject()
          .put("uriTemplate", template.uriTemplate())
          .put("name", template.name())
          .put("title", template.title())
          .put("description", template.description())
          .put("mimeType", template.mimeType());
    }
    return result;
  }

  private static ObjectNode prompts(Catalog catalog) {
    ObjectNode result = Json.MAPPER.createObjectNode();
    ArrayNode list = result.putArray("prompts");
    for (Prompt prompt : catalog.prompts()) {
      Prompt.Spec spec = prompt.spec();
      ArrayNode arguments =
          list.addObject()
              .put("name", spec.name())
              .put("title", spec.title())
              .put("description", spec.description())
              .putArray("arguments");
      for (Prompt.Argument argument : spec.arguments()) {
        arguments
            .addObject()
            .put("name", argument.name())
            .put("description", argument.description())
            .put("required", argument.required());
      }
    }
    return result;
  }

  private SerializableString encoded(ObjectNode json, ProtocolVersion version) {
    return new SerializedString(
        Json.MAPPER.writeValueAsString(form.cacheable(json, ResultForm.STABLE, version)));
  }
}
