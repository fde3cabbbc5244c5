package dev.consilium.server.engine;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.consilium.schemas.json.Json;
import dev.consilium.schemas.rpc.RequestId;
import dev.consilium.schemas.rpc.RpcError;
import dev.consilium.schemas.rpc.RpcMessage;
import dev.consilium.transport.Peer;
import dev.consilium.transport.Reply;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The versions of MCP that begin with a handshake: who is at the other end, and what was agreed.
 */
final class LegacyEra {
  static final String SESSION_HEADER = "Mcp-Session-Id";

  /** Clients start a new session by themselves when theirs has ended. */
  private static final Duration SESSION_TTL = Duration.ofDays(7);

  private static final int MAX_ENDED = 100_000;
  private static final int MAX_CLIENT_NAME = 100;

  private static final String INSTRUCTIONS =
      "Consilium keeps the work of a team of agents. Plan with task_create, take work with"
          + " task_next, report with task_report (pass the claim you got), look with task_list."
          + " tool_search finds further tools.";

  private final String version;
  private final SessionTokens tokens;
  private final InstantSource clock;
  private final Cache<String, Boolean> ended =
      Caffeine.newBuilder().expireAfterWrite(SESSION_TTL).maximumSize(MAX_ENDED).build();

  LegacyEra(String version, SessionTokens tokens, InstantSource clock) {
    this.version = version;
    this.tokens = tokens;
    this.clock = clock;
  }

  /** Whether a message belongs to a session. */
  sealed interface Lookup {}

  record Known(Session session) implements Lookup {}

  record Refused(int httpStatus, RpcMessage.Failure failure) implements Lookup {}

  void initialize(RpcMessage.Request request, Peer peer, Reply reply) {
    String asked = Params.text(request.params(), "protocolVersion");
    ProtocolVersion agreed = ProtocolVersion.of(asked).orElse(ProtocolVersion.LATEST);
    String name = Params.object(request.params(), "clientInfo").path("name").asString("client");
    Session session =
        new Session(
            UUID.randomUUID().toString(),
            agreed,
            peer.principal(),
            name.length() > MAX_CLIENT_NAME ? name.substring(0, MAX_CLIENT_NAME) : name,
            clock.instant());
    RpcMessage.Result result = new RpcMessage.Result(request.id(), initializeResult(agreed));
    switch (peer.transport()) {
      case STDIO -> {
        peer.connection().attach(session);
        reply.finish(result);
      }
      case HTTP -> reply.finish(result, Map.of(SESSION_HEADER, tokens.encode(session)));
    }
  }

  private JsonNode initializeResult(ProtocolVersion agreed) {
    ObjectNode result = Json.MAPPER.createObjectNode().put("protocolVersion", agreed.text());
    ObjectNode capabilities = result.putObject("capabilities");
    capabilities.putObject("tools").put("listChanged", true);
    capabilities.putObject("resources").put("listChanged", true);
    capabilities.putObject("prompts").put("listChanged", true);
    capabilities.putObject("completions");
    ObjectNode info = result.putObject("serverInfo").put("name", "consilium");
    if (agreed.hasStructuredResults()) {
      info.put("title", "Consilium");
    }
    info.put("version", version);
    return result.put("instructions", INSTRUCTIONS);
  }

  Lookup session(Peer peer, @Nullable RequestId id) {
    return switch (peer.transport()) {
      case STDIO ->
          peer.connection().attachment() instanceof Session session
              ? new Known(session)
              : refused(400, id, RpcError.INVALID_REQUEST, "Send initialize first.");
      case HTTP -> httpSession(peer, id);
    };
  }

  private Lookup httpSession(Peer peer, @Nullable RequestId id) {
    Optional<String> header = peer.sessionId();
    if (header.isEmpty()) {
      return refused(
          400,
          id,
          RpcError.INVALID_REQUEST,
          "The " + SESSION_HEADER + " header is missing: send initialize first.");
    }
    Optional<Session> session =
        tokens
            .decode(header.get())
            .filter(s -> s.principal().equals(peer.principal()))
            .filter(s -> s.openedAt().plus(SESSION_TTL).isAfter(clock.instant()))
            .filter(s -> ended.getIfPresent(s.id()) == null);
    if (session.isEmpty()) {
      return refused(
          404, id, RpcError.INVALID_REQUEST, "This session has ended: send initialize again.");
    }
    Optional<String> stated = peer.protocolVersion();
    if (stated.isPresent() && ProtocolVersion.of(stated.get()).isEmpty()) {
      return refused(
          400,
          id,
          RpcError.INVALID_REQUEST,
          "MCP-Protocol-Version must be one of "
              + String.join(", ", ProtocolVersion.known())
              + ".");
    }
    return new Known(session.get());
  }

  void end(Session session) {
    ended.put(session.id(), true);
  }

  Optional<RpcMessage.Failure> refuseBatch(Peer peer) {
    return switch (session(peer, null)) {
      case Refused(int _, RpcMessage.Failure failure) -> Optional.of(failure);
      case Known(Session session) ->
          session.version().hasBatches()
              ? Optional.empty()
              : Optional.of(
                  new RpcMessage.Failure(
                      null,
                      RpcError.of(
                          RpcError.INVALID_REQUEST,
                          "Invalid request: protocol version "
                              + session.version().text()
                              + " has no batches; send one message at a time.")));
    };
  }

  private static Refused refused(int httpStatus, @Nullable RequestId id, int code, String message) {
    return new Refused(httpStatus, new RpcMessage.Failure(id, RpcError.of(code, message)));
  }
}
