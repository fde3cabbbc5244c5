package dev.consilium.tools;

import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Something that only the client, its user or its model can answer. */
public sealed interface InputRequest {
  /** The method of MCP that asks for it. */
  String method();

  ObjectNode params();

  /** Asks the user to fill in a form; the schema is a flat object of primitive values. */
  record Form(String message, ObjectNode requestedSchema) implements InputRequest {
    @Override
    public String method() {
      return "elicitation/create";
    }

    @Override
    public ObjectNode params() {
      ObjectNode params = JsonNodeFactory.instance.objectNode();
      params.put("mode", "form").put("message", message).set("requestedSchema", requestedSchema);
      return params;
    }
  }

  /** Asks the user to do something at a URL, such as giving a secret that no client may see. */
  record Url(String message, String url, String elicitationId) implements InputRequest {
    @Override
    public String method() {
      return "elicitation/create";
    }

    @Override
    public ObjectNode params() {
      return JsonNodeFactory.instance
          .objectNode()
          .put("mode", "url")
          .put("message", message)
          .put("url", url)
          .put("elicitationId", elicitationId);
    }
  }

  /** Asks the client's model; the parameters are those of {@code sampling/createMessage}. */
  record Sampling(ObjectNode params) implements InputRequest {
    @Override
    public String method() {
      return "sampling/createMessage";
    }
  }

  /** Asks which folders the client works in. */
  record Roots() implements InputRequest {
    @Override
    public String method() {
      return "roots/list";
    }

    @Override
    public ObjectNode params() {
      return JsonNodeFactory.instance.objectNode();
    }
  }
}
