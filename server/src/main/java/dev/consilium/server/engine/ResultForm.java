package dev.consilium.server.engine;

import dev.consilium.schemas.json.Json;
import java.time.Duration;
import tools.jackson.databind.node.ObjectNode;

/** What an era adds to every result. */
record ResultForm(String serverVersion) {
  /** Lists change only when the server does, and clients are told. */
  static final Duration STABLE = Duration.ofMinutes(5);

  static final Duration CHANGING = Duration.ZERO;

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
