package dev.consilium.server.engine;

import dev.consilium.schemas.rpc.RequestId;
import dev.consilium.schemas.rpc.RpcException;
import dev.consilium.schemas.rpc.RpcMessage;
import dev.consilium.tools.Catalog;
import dev.consilium.tools.ToolSelection;
import dev.consilium.transport.Peer;
import dev.consilium.transport.Reply;
import dev.consilium.transport.RequestHandler;
import java.time.InstantSource;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * Answers MCP messages of every transport. Requests find their session through the era they belong
 * to and end in one {@link Dispatch}; the modern era becomes a second way in beside {@link
 * LegacyEra}.
 */
public final class Engine implements RequestHandler {
  private final LegacyEra era;
  private final Dispatch dispatch;
  private final ToolSelection defaultTools;
  private final CallsInFlight calls = new CallsInFlight();
  private final Streams streams = new Streams();

  /** Session ids are signed with the key, which all nodes of one installation share. */
  public Engine(
      Catalog catalog,
      ToolSelection defaultTools,
      String version,
      byte[] sessionKey,
      InstantSource clock) {
    this.era = new LegacyEra(version, new SessionTokens(sessionKey), clock);
    this.dispatch = new Dispatch(catalog);
    this.defaultTools = defaultTools;
  }

  /** Tells every listening client that the resources changed. */
  public void resourcesChanged() {
    streams.broadcast("notifications/resources/list_changed");
  }

  @Override
  public void handle(RpcMessage message, Peer peer, Reply reply) {
    switch (message) {
      case RpcMessage.Request request -> {
        try {
          request(request, peer, reply);
        } catch (RpcException e) {
          reply.finish(new RpcMessage.Failure(request.id(), e.error()));
        }
      }
      case RpcMessage.Notification notification -> notification(notification, peer, reply);
      // The server asks nothing of its clients yet, so no answer is awaited.
      case RpcMessage.Response _ -> reply.accept();
    }
  }

  private void request(RpcMessage.Request request, Peer peer, Reply reply) {
    if (request.method().equals("initialize")) {
      era.initialize(request, peer, reply);
      return;
    }
    if (request.method().equals("ping") && peer.transport() == Peer.Transport.STDIO) {
      // Either side may ping before the handshake is over.
      reply.finish(new RpcMessage.EncodedResult(request.id(), Dispatch.EMPTY));
      return;
    }
    switch (era.session(peer, request.id())) {
      case LegacyEra.Refused(int status, RpcMessage.Failure failure) ->
          reply.refuse(status, failure);
      case LegacyEra.Known(Session session) -> {
        Dispatch.Answer answer =
            dispatch.answer(request.method(), request.params(), session.version(), selection(peer));
        switch (answer) {
          case Dispatch.Answer.Ready(var json) ->
              reply.finish(new RpcMessage.EncodedResult(request.id(), json));
          case Dispatch.Answer.Later(var work) ->
              calls.start(new Call(request, session, reply), work);
        }
      }
    }
  }

  private ToolSelection selection(Peer peer) {
    try {
      return peer.toolSets().map(ToolSelection::parse).orElse(defaultTools);
    } catch (IllegalArgumentException e) {
      throw Params.invalid(String.valueOf(e.getMessage()));
    }
  }

  private void notification(RpcMessage.Notification notification, Peer peer, Reply reply) {
    switch (era.session(peer, null)) {
      case LegacyEra.Refused(int status, RpcMessage.Failure failure) ->
          reply.refuse(status, failure);
      case LegacyEra.Known(Session session) -> {
        if (notification.method().equals("notifications/cancelled")) {
          JsonNode id = notification.params().path("requestId");
          if (id.isString()) {
            calls.cancel(session.id(), new RequestId.Text(id.asString()));
          } else if (id.canConvertToLong()) {
            calls.cancel(session.id(), new RequestId.Int(id.asLong()));
          }
        }
        reply.accept();
      }
    }
  }

  @Override
  public Optional<RpcMessage.Failure> refuseBatch(Peer peer) {
    return era.refuseBatch(peer);
  }

  @Override
  public void listen(Peer peer, Reply stream) {
    if (peer.transport() == Peer.Transport.STDIO) {
      streams.add(stream);
      return;
    }
    switch (era.session(peer, null)) {
      case LegacyEra.Refused(int status, RpcMessage.Failure failure) ->
          stream.refuse(status, failure);
      case LegacyEra.Known _ -> streams.add(stream);
    }
  }

  @Override
  public void end(Peer peer, Reply reply) {
    switch (era.session(peer, null)) {
      case LegacyEra.Refused(int status, RpcMessage.Failure failure) ->
          reply.refuse(status, failure);
      case LegacyEra.Known(Session session) -> {
        era.end(session);
        reply.accept();
      }
    }
  }
}
