package dev.consilium.server.engine;

import dev.consilium.schemas.json.Json;
import dev.consilium.schemas.rpc.RpcError;
import dev.consilium.schemas.rpc.RpcException;
import dev.consilium.schemas.rpc.RpcMessage;
import dev.consilium.tools.Catalog;
import dev.consilium.tools.LogLevel;
import dev.consilium.tools.MissingCapability;
import dev.consilium.tools.ToolSelection;
import dev.consilium.transport.Peer;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Versions of MCP in which each request says all that is needed to answer it: 2026-07-28. */
final class ModernEra {
  private static final String PREFIX = "io.modelcontextprotocol/";
  private static final String VERSION = PREFIX + "protocolVersion";
  private static final String CLIENT_INFO = PREFIX + "clientInfo";
  private static final String SERVER_INFO = PREFIX + "serverInfo";
  private static final String CAPABILITIES = PREFIX + "clientCapabilities";
  private static final String LOG_LEVEL = PREFIX + "logLevel";
  private static final int MAX_NAMED = 1_000;

  private final ResultForm form;
  private final HeaderCheck headers;

  ModernEra(Catalog catalog, ResultForm form) {
    this.form = form;
    this.headers = new HeaderCheck(catalog.tools());
  }

  /**
   * Whether the request is one of this era: it carries the era's metadata, or a header that no
   * other era knows and no session.
   */
  static boolean speaks(RpcMessage.Request request, Peer peer) {
    if (request.params().path("_meta").has(VERSION)) {
      return true;
    }
    return peer.sessionId().isEmpty()
        && peer.protocolVersion().filter(v -> ProtocolVersion.legacy(v).isEmpty()).isPresent();
  }

  /**
   * Who sends the request.
   *
   * @throws RpcException when the request is not as the era wants it (HTTP: 400)
   */
  Caller caller(RpcMessage.Request request, Peer peer, ToolSelection tools) {
    boolean http = peer.transport() == Peer.Transport.HTTP;
    Optional<String> header = peer.protocolVersion();
    if (http && header.isEmpty()) {
      throw HeaderCheck.mismatch("the MCP-Protocol-Version header is missing");
    }
    ObjectNode meta = Params.object(request.params(), "_meta");
    JsonNode stated = meta.path(VERSION);
    if (!stated.isString() || !(meta.get(CAPABILITIES) instanceof ObjectNode capabilities)) {
      throw Params.invalid(
          "\"_meta\" needs \""
              + VERSION
              + "\" (a string) and \""
              + CAPABILITIES
              + "\" (an object)");
    }
    if (http && !header.get().equals(stated.asString())) {
      throw HeaderCheck.mismatch("the MCP-Protocol-Version header differs from the body");
    }
    ProtocolVersion version =
        ProtocolVersion.of(stated.asString())
            .filter(ProtocolVersion::isModern)
            .orElseThrow(() -> unsupported(stated.asString()));
    if (http) {
      headers.check(request, peer.headers());
    }
    return new Caller(
        version,
        peer.principal(),
        Params.clientName(meta.path(CLIENT_INFO)),
        ClientCapabilities.of(capabilities),
        peer.connection(),
        logLevel(meta),
        tools);
  }

  private static RpcException unsupported(String version) {
    ObjectNode data = Json.MAPPER.createObjectNode();
    ArrayNode supported = data.putArray("supported");
    ProtocolVersion.known().reversed().forEach(supported::add);
    data.put("requested", version);
    return new RpcException(
        null, RpcError.UNSUPPORTED_PROTOCOL_VERSION, "Unsupported protocol version", data);
  }

  private static Optional<LogLevel> logLevel(ObjectNode meta) {
    String text = Params.optionalText(meta, LOG_LEVEL);
    if (text == null) {
      return Optional.empty();
    }
    return Optional.of(
        LogLevel.of(text)
            .orElseThrow(() -> Params.invalid("\"" + LOG_LEVEL + "\" is not a log level")));
  }

  ObjectNode discover(ProtocolVersion version) {
    ObjectNode result = Json.MAPPER.createObjectNode();
    ArrayNode versions = result.putArray("supportedVersions");
    ProtocolVersion.known().reversed().forEach(versions::add);
    ObjectNode capabilities = Capabilities.ofServer();
    capabilities.putObject("extensions").putObject(MissingCapability.TASKS);
    result.set("capabilities", capabilities);
    result.put("instructions", Capabilities.INSTRUCTIONS);
    ObjectNode complete = form.cacheable(result, ResultForm.STABLE, version);
    complete.withObject("/_meta").set(SERVER_INFO, form.introduction());
    return complete;
  }

  /**
   * What a client wants to hear on a stream of its own.
   *
   * @param tasks ids of calls that outlive their request
   */
  record Filter(Set<Subscriptions.Kind> kinds, Set<String> uris, List<String> tasks) {
    static Filter of(ObjectNode params) {
      ObjectNode wanted = Params.object(params, "notifications");
      Set<Subscriptions.Kind> kinds = EnumSet.noneOf(Subscriptions.Kind.class);
      for (Subscriptions.Kind kind : Subscriptions.Kind.values()) {
        if (wanted.path(kind.filter()).asBoolean(false)) {
          kinds.add(kind);
        }
      }
      return new Filter(
          kinds, texts(wanted, "resourceSubscriptions"), List.copyOf(texts(wanted, "taskIds")));
    }

    private static Set<String> texts(ObjectNode wanted, String name) {
      Set<String> texts = new LinkedHashSet<>();
      for (JsonNode text : wanted.path(name)) {
        texts.add(text.asString(""));
      }
      if (texts.size() > MAX_NAMED) {
        throw Params.invalid("\"" + name + "\" has more than " + MAX_NAMED + " entries");
      }
      return texts;
    }

    Filter withTasks(List<String> known) {
      return new Filter(kinds, uris, known);
    }
  }
}
