package dev.consilium.server.engine;

import dev.consilium.schemas.json.Json;
import dev.consilium.schemas.rpc.RequestId;
import dev.consilium.schemas.rpc.RpcMessage;
import dev.consilium.tools.Cancellation;
import dev.consilium.tools.ToolContext;
import dev.consilium.transport.Reply;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** One request in work. */
final class Call implements ToolContext {
  private final RequestId id;
  private final Session session;
  private final Reply reply;
  private final @Nullable JsonNode progressToken;
  private final Cancellation cancellation = new Cancellation();

  Call(RpcMessage.Request request, Session session, Reply reply) {
    this.id = request.id();
    this.session = session;
    this.reply = reply;
    JsonNode token = request.params().path("_meta").path("progressToken");
    this.progressToken = token.isString() || token.isIntegralNumber() ? token : null;
  }

  RequestId id() {
    return id;
  }

  Session session() {
    return session;
  }

  Reply reply() {
    return reply;
  }

  @Override
  public String principal() {
    return session.principal();
  }

  @Override
  public String clientName() {
    return session.clientName();
  }

  @Override
  public Cancellation cancellation() {
    return cancellation;
  }

  @Override
  public void progress(double progress, @Nullable Double total, String message) {
    if (progressToken == null || cancellation.isCancelled()) {
      return;
    }
    ObjectNode params = Json.MAPPER.createObjectNode();
    params.set("progressToken", progressToken);
    params.put("progress", progress);
    if (total != null) {
      params.put("total", total);
    }
    // The message came with 2025-03-26; older clients ignore it.
    params.put("message", message);
    reply.send(new RpcMessage.Notification("notifications/progress", params));
  }
}
