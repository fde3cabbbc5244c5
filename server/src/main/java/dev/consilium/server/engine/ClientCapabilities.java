package dev.consilium.server.engine;

import dev.consilium.tools.InputRequest;
import dev.consilium.tools.MissingCapability;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What a client said it can be asked, and whether its calls may outlive their request. */
record ClientCapabilities(
    boolean forms, boolean urls, boolean sampling, boolean roots, boolean tasks) {
  private static final int FORMS = 1;
  private static final int URLS = 2;
  private static final int SAMPLING = 4;
  private static final int ROOTS = 8;

  static ClientCapabilities of(ObjectNode capabilities) {
    JsonNode elicitation = capabilities.path("elicitation");
    boolean elicits = elicitation.isObject();
    return new ClientCapabilities(
        // An empty object is how forms were declared before there were URLs.
        elicits && (elicitation.has("form") || !elicitation.has("url")),
        elicits && elicitation.has("url"),
        capabilities.path("sampling").isObject(),
        capabilities.path("roots").isObject(),
        capabilities.path("extensions").path(MissingCapability.TASKS).isObject());
  }

  /** Of a legacy session, where the extension does not exist. */
  static ClientCapabilities ofBits(int bits) {
    return new ClientCapabilities(
        (bits & FORMS) != 0,
        (bits & URLS) != 0,
        (bits & SAMPLING) != 0,
        (bits & ROOTS) != 0,
        false);
  }

  int bits() {
    return (forms ? FORMS : 0)
        | (urls ? URLS : 0)
        | (sampling ? SAMPLING : 0)
        | (roots ? ROOTS : 0);
  }

  boolean accepts(InputRequest request) {
    return switch (request) {
      case InputRequest.Form _ -> forms;
      case InputRequest.Url _ -> urls;
      case InputRequest.Sampling _ -> sampling;
      case InputRequest.Roots _ -> roots;
    };
  }
}
