package dev.consilium.server.engine;

import dev.consilium.schemas.access.Principal;
import dev.consilium.schemas.json.Json;
import dev.consilium.schemas.rpc.RequestId;
import dev.consilium.schemas.rpc.RpcError;
import dev.consilium.schemas.rpc.RpcMessage;
import dev.consilium.tools.LogLevel;
import dev.consilium.tools.ToolSelection;
import dev.consilium.transport.Peer;
import dev.consilium.transport.Reply;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * The versions of MCP that begin with a handshake: who is at the other end, and what was agreed.
 */
final class LegacyEra {
  static final String SESSION_HEADER = "Mcp-Session-Id";

  /** Clients start a new session by themselves when theirs has ended. */
  static final Duration SESSION_TTL = Duration.ofDays(7);

  private final ResultForm form;
  private final SessionTokens tokens;
  private final InstantSource clock;
  private final Sessions sessions;

  LegacyEra(ResultForm form, SessionTokens tokens, Sessions sessions, InstantSource clock) {
    this.sessions = sessions;
    this.form = form;
    this.tokens = tokens;
    this.clock = clock;
  }

  /** Whether a message belongs to a session. */
  sealed interface Lookup {}

  record Known(Session session) implements Lookup {}

  record Refused(int httpStatus, RpcMessage.Failure failure) implements Lookup {}

  void initialize(RpcMessage.Request request, Peer peer, Reply reply) {
    String asked = Params.text(request.params(), "protocolVersion");
    ProtocolVersion agreed = ProtocolVersion.legacy(asked).orElse(ProtocolVersion.LATEST_LEGACY);
    Session session =
        new Session(
            UUID.randomUUID().toString(),
            agreed,
            peer.principal().name(),
            Params.clientName(request.params().path("clientInfo")),
            ClientCapabilities.of(Params.object(request.params(), "capabilities")),
            clock.instant());
    RpcMessage.Result result = new RpcMessage.Result(request.id(), initializeResult(agreed));
    switch (peer.transport()) {
      case STDIO, SSE -> {
        peer.connection().attach(session);
        reply.finish(result);
      }
      case HTTP -> reply.finish(result, Map.of(SESSION_HEADER, tokens.encode(session)));
    }
  }

  private ObjectNode initializeResult(ProtocolVersion agreed) {
    ObjectNode result = Json.MAPPER.createObjectNode().put("protocolVersion", agreed.text());
    ObjectNode capabilities = Capabilities.ofServer();
    if (agreed.hasExperimentalTasks()) {
      capabilities.set("tasks", LegacyTasks.capability());
    }
    result.set("capabilities", capabilities);
    result.set(
        "serverInfo",
        agreed.hasIcons() ? form.introduction() : form.serverInfo(agreed.hasStructuredResults()));
    return result.put("instructions", Capabilities.INSTRUCTIONS);
  }

  Caller caller(Session session, Principal principal, ToolSelection tools) {
    return new Caller(
        session.version(),
        principal,
        session.clientName(),
        session.capabilities(),
        session.id(),
        Optional.of(sessions.level(session.id())),
        tools);
  }

  /** The answer to what only this era has; empty for all else. */
  Optional<Dispatch.Answer> answer(RpcMessage.Request request, Session session) {
    return switch (request.method()) {
      case "ping" -> Optional.of(new Dispatch.Answer.Ready(Dispatch.EMPTY));
      case "logging/setLevel" -> {
        LogLevel level =
            LogLevel.of(Params.text(request.params(), "level"))
                .orElseThrow(() -> Params.invalid("\"level\" is not a log level"));
        yield remembered(() -> sessions.level(session.id(), level));
      }
      case "resources/subscribe" -> {
        String uri = Params.text(request.params(), "uri");
        yield remembered(() -> sessions.subscribe(session.id(), uri));
      }
      case "resources/unsubscribe" -> {
        String uri = Params.text(request.params(), "uri");
        yield remembered(() -> sessions.unsubscribe(session.id(), uri));
      }
      default -> Optional.empty();
    };
  }

  private static Optional<Dispatch.Answer> remembered(Runnable change) {
    return Optional.of(
        new Dispatch.Answer.Later(_ -> {
          change.run();
          return Json.MAPPER.createObjectNode();
        }));
  }

  boolean isSubscribed(Session session, String uri) {
    return sessions.isSubscribed(session.id(), uri);
  }

  Lookup session(Peer peer, @Nullable RequestId id) {
    return switch (peer.transport()) {
      case STDIO, SSE ->
          peer.connection().attachment() instanceof Session session
              ? new Known(session)
              : refused(400, id, "Send initialize first.");
      case HTTP -> httpSession(peer, id);
    };
  }

  private Lookup httpSession(Peer peer, @Nullable RequestId id) {
    Optional<String> header = peer.sessionId();
    if (header.isEmpty()) {
      return refused(
          400, id, "The " + SESSION_HEADER + " header is missing: send initialize first.");
    }
    Optional<Session> session =
        tokens
            .decode(header.get())
            .filter(s -> s.principal().equals(peer.principal().name()))
            .filter(s -> s.openedAt().plus(SESSION_TTL).isAfter(clock.instant()))
            .filter(s -> !sessions.hasEnded(s.id()));
    if (session.isEmpty()) {
      return refused(404, id, "This session has ended: send initialize again.");
    }
    Optional<String> stated = peer.protocolVersion();
    if (stated.isPresent() && ProtocolVersion.legacy(stated.get()).isEmpty()) {
      return refused(
          400,
          id,
          "MCP-Protocol-Version must be one of "
              + String.join(", ", ProtocolVersion.known())
              + ".");
    }
    return new Known(session.get());
  }

  /** May block. */
  void end(Session session) {
    sessions.end(session.id());
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

  private static Refused refused(int httpStatus, @Nullable RequestId id, String message) {
    return new Refused(
        httpStatus, new RpcMessage.Failure(id, RpcError.of(RpcError.INVALID_REQUEST, message)));
  }
}
