package dev.consilium.server.api;

import dev.consilium.schemas.json.Field;
import dev.consilium.schemas.json.Json;
import dev.consilium.server.live.LiveConnections;
import java.util.List;
import java.util.TreeMap;
import tools.jackson.databind.node.ObjectNode;

/** Who follows what happens. */
final class LiveResource {
  record WebsocketStats(
      @Field("WebSocket connections of this node") int totalConnections,
      @Field("How many follow which project") ObjectNode projectConnections) {}

  private final LiveConnections connections;

  LiveResource(LiveConnections connections) {
    this.connections = connections;
  }

  List<Operation<?, ?>> operations() {
    return List.of(
        Operation.get(
            "/api/websocket/stats",
            "getWebsocketStats",
            "live",
            "How many clients follow what happens",
            "",
            Operation.Nothing.class,
            Reply.one(WebsocketStats.class),
            (_, _) -> Answer.of(stats())));
  }

  private WebsocketStats stats() {
    ObjectNode projects = Json.MAPPER.createObjectNode();
    new TreeMap<>(connections.byProject()).forEach(projects::put);
    return new WebsocketStats(connections.total(), projects);
  }
}
