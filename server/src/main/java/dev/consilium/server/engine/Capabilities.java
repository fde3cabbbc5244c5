package dev.consilium.server.engine;

import dev.consilium.schemas.json.Json;
import tools.jackson.databind.node.ObjectNode;

/** What this server offers, in the words that both eras share. */
final class Capabilities {
  static final String INSTRUCTIONS =
      "Consilium keeps the work of a team of agents. Plan with task_create, take work with"
          + " task_next, report with task_report (pass the claim you got), look with task_list."
          + " tool_search finds further tools.";

  private Capabilities() {}

  static ObjectNode ofServer() {
    ObjectNode capabilities = Json.MAPPER.createObjectNode();
    capabilities.putObject("tools").put("listChanged", true);
    capabilities.putObject("resources").put("subscribe", true).put("listChanged", true);
    capabilities.putObject("prompts").put("listChanged", true);
    capabilities.putObject("completions");
    capabilities.putObject("logging");
    return capabilities;
  }
}
