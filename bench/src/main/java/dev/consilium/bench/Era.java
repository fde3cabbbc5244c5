package dev.consilium.bench;

/** A version of the protocol that stands for all of its era. */
enum Era {
  LEGACY("2025-11-25"),
  MODERN("2026-07-28");

  private final String version;

  Era(String version) {
    this.version = version;
  }

  String version() {
    return version;
  }

  /** One request as JSON, without a line end. */
  String message(long id, Request request) {
    String params =
        switch (this) {
          case LEGACY -> request.params();
          case MODERN -> withMeta(request.params());
        };
    return "{\"jsonrpc\":\"2.0\",\"id\":%d,\"method\":\"%s\",\"params\":%s}"
        .formatted(id, request.method(), params);
  }

  private String withMeta(String params) {
    return params.substring(0, params.length() - 1)
        + (params.equals("{}") ? "" : ",")
        + """
        "_meta":{"io.modelcontextprotocol/protocolVersion":"%s",\
        "io.modelcontextprotocol/clientInfo":{"name":"bench","version":"1"},\
        "io.modelcontextprotocol/clientCapabilities":{}}}\
        """
            .formatted(version);
  }

  static Request initialize() {
    return new Request(
        "initialize",
        "{\"protocolVersion\":\"%s\",\"capabilities\":{},\"clientInfo\":{\"name\":\"bench\",\"version\":\"1\"}}"
            .formatted(LEGACY.version),
        "protocolVersion");
  }
}
