package dev.consilium.server.engine;

import dev.consilium.schemas.access.Principal;
import dev.consilium.schemas.access.Scope;
import dev.consilium.schemas.json.Json;
import dev.consilium.schemas.rpc.RequestId;
import dev.consilium.schemas.rpc.RpcError;
import dev.consilium.schemas.rpc.RpcMessage;
import dev.consilium.tools.InsufficientScope;
import dev.consilium.transport.Reply;
import java.util.Map;
import java.util.function.Function;
import tools.jackson.databind.node.ObjectNode;

/** How a caller is told that it may not do what it asked for. */
final class ScopeRefusal {
  private final Function<Scope, Map<String, String>> challenge;

  /**
   * The challenge is what HTTP says of a scope that is missing, in headers (RFC 6750, section 3.1).
   */
  ScopeRefusal(Function<Scope, Map<String, String>> challenge) {
    this.challenge = challenge;
  }

  static void require(Principal principal, Scope scope) {
    if (!principal.may(scope)) {
      throw new InsufficientScope(scope);
    }
  }

  void send(Reply reply, RequestId id, InsufficientScope refused) {
    reply.refuse(
        403, new RpcMessage.Failure(id, error(refused)), challenge.apply(refused.needed()));
  }

  static RpcError error(InsufficientScope refused) {
    ObjectNode data = Json.MAPPER.createObjectNode().put("requiredScope", refused.needed().text());
    return new RpcError(RpcError.INVALID_REQUEST, String.valueOf(refused.getMessage()), data);
  }
}
