package dev.consilium.transport.http;

import dev.consilium.schemas.rpc.RpcCodec;
import dev.consilium.schemas.rpc.RpcException;
import dev.consilium.schemas.rpc.RpcMessage;
import dev.consilium.transport.Peer;
import dev.consilium.transport.RequestHandler;
import dev.consilium.transport.RequestHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufInputStream;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Streamable HTTP (MCP 2025-03-26 and later, Transports). */
final class McpEndpoint {
  static final String PATH = "/mcp";

  private static final String JSON = "application/json";
  private static final String EVENTS = "text/event-stream";

  private final RequestHandler handler;

  McpEndpoint(RequestHandler handler) {
    this.handler = handler;
  }

  void handle(RequestHead head, String principal, ByteBuf body, HttpResponder responder) {
    Peer peer = peer(head, principal);
    switch (head.method()) {
      case "POST" -> post(head, peer, body, responder);
      case "GET" -> {
        if (accepts(head, EVENTS)) {
          handler.listen(peer, new ListeningReply(responder));
        } else {
          Answers.error(
              responder, 406, "GET opens a stream: Accept must allow " + EVENTS + ".", Map.of());
        }
      }
      case "DELETE" -> handler.end(peer, new HttpReply(responder, false));
      default ->
          Answers.error(
              responder,
              405,
              "The MCP endpoint takes POST, GET and DELETE.",
              Map.of("Allow", "POST, GET, DELETE"));
    }
  }

  private void post(RequestHead head, Peer peer, ByteBuf body, HttpResponder responder) {
    String type = head.headers().get("Content-Type").orElse("").toLowerCase(Locale.ROOT);
    if (!type.split(";", 2)[0].strip().equals(JSON)) {
      Answers.error(responder, 415, "Content-Type must be " + JSON + ".", Map.of());
      return;
    }
    if (!accepts(head, JSON)) {
      Answers.error(responder, 406, "Accept must allow " + JSON + " and " + EVENTS + ".", Map.of());
      return;
    }
    RpcCodec.Incoming incoming;
    try {
      incoming = RpcCodec.decode(new ByteBufInputStream(body));
    } catch (RpcException e) {
      responder.respond(
          400, JSON, Answers.json(new RpcMessage.Failure(e.id(), e.error())), Map.of());
      return;
    }
    boolean canStream = accepts(head, EVENTS);
    switch (incoming) {
      case RpcCodec.Incoming.Single(RpcMessage message) ->
          handler.handle(message, peer, new HttpReply(responder, canStream));
      case RpcCodec.Incoming.Batch(List<RpcMessage> messages) ->
          batch(messages, peer, responder, canStream);
    }
  }

  private void batch(
      List<RpcMessage> messages, Peer peer, HttpResponder responder, boolean canStream) {
    Optional<RpcMessage.Failure> refusal = handler.refuseBatch(peer);
    if (refusal.isPresent()) {
      responder.respond(400, JSON, Answers.json(refusal.get()), Map.of());
      return;
    }
    BatchAnswers answers = new BatchAnswers(responder, messages.size(), canStream);
    for (RpcMessage message : messages) {
      if (message instanceof RpcMessage.Failure broken && broken.id() == null) {
        // An element that could not be read: its failure is the answer.
        answers.reply().finish(broken);
      } else {
        handler.handle(message, peer, answers.reply());
      }
    }
  }

  private static Peer peer(RequestHead head, String principal) {
    Optional<String> toolSets = head.headers().get("X-Consilium-Tools");
    if (toolSets.isEmpty() && !head.query().isEmpty()) {
      toolSets =
          new QueryStringDecoder(head.query(), false)
              .parameters().getOrDefault("tools", List.of()).stream().findFirst();
    }
    return new Peer(
        Peer.Transport.HTTP,
        principal,
        head.headers().get("Mcp-Session-Id"),
        head.headers().get("MCP-Protocol-Version"),
        toolSets,
        new Peer.Connection());
  }

  private static boolean accepts(RequestHead head, String type) {
    String accept = head.headers().get("Accept").orElse("*/*").toLowerCase(Locale.ROOT);
    return accept.contains(type)
        || accept.contains("*/*")
        || accept.contains(type.substring(0, type.indexOf('/')) + "/*");
  }
}
