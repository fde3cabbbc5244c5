package dev.consilium.server.engine;

import dev.consilium.schemas.json.Json;
import java.time.Duration;
import tools.jackson.databind.node.ObjectNode;

/** What an era adds to every result. */
record ResultForm(String serverVersion) {
  /** Lists change only when the server does, and clients are told. */
  static final Duration STABLE = Duration.ofMinutes(5);

  static final Duration CHANGING = Duration.ZERO;

  /** Three agents at a table, as SVG. */
  private static final String ICON =
      "data:image/svg+xml;base64,"
          + "PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciIHZpZXdCb3g9IjAgMCAyNCAyNCI+PGNp"
          + "cmNsZSBjeD0iMTIiIGN5PSIxMyIgcj0iNiIgZmlsbD0ibm9uZSIgc3Ryb2tlPSIjMmE3IiBzdHJva2Utd2lk"
          + "dGg9IjIiLz48Y2lyY2xlIGN4PSIxMiIgY3k9IjQiIHI9IjMiIGZpbGw9IiMyYTciLz48Y2lyY2xlIGN4PSI0"
          + "IiBjeT0iMTkiIHI9IjMiIGZpbGw9IiMyN2EiLz48Y2lyY2xlIGN4PSIyMCIgY3k9IjE5IiByPSIzIiBmaWxs"
          + "PSIjYTcyIi8+PC9zdmc+";

  /** With what a client shows people when it connects. */
  ObjectNode introduction() {
    ObjectNode info = serverInfo(true);
    ObjectNode icon = info.putArray("icons").addObject();
    icon.put("src", ICON).put("mimeType", "image/svg+xml").putArray("sizes").add("any");
    return info;
  }

  ObjectNode serverInfo(boolean withTitle) {
    ObjectNode info = Json.MAPPER.createObjectNode().put("name", "consilium");
    if (withTitle) {
      info.put("title", "Consilium");
    }
    return info.put("version", serverVersion);
  }

  ObjectNode complete(ObjectNode result, ProtocolVersion version) {
    if (version.isModern()) {
      if (!result.has("resultType")) {
        result.put("resultType", "complete");
      }
      result.withObject("/_meta").set("io.modelcontextprotocol/serverInfo", serverInfo(true));
    }
    return result;
  }

  /** A result that a client may keep for itself as long as it is fresh. */
  ObjectNode cacheable(ObjectNode result, Duration fresh, ProtocolVersion version) {
    if (version.isModern()) {
      result.put("ttlMs", fresh.toMillis()).put("cacheScope", "private");
    }
    return complete(result, version);
  }
}
