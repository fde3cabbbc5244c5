package dev.consilium.server.operations;

import dev.consilium.schemas.rpc.RpcError;
import dev.consilium.schemas.rpc.RpcMessage;
import dev.consilium.schemas.work.Span;
import dev.consilium.schemas.work.Work;
import dev.consilium.server.engine.Engine;
import dev.consilium.transport.Peer;
import dev.consilium.transport.Reply;
import dev.consilium.transport.RequestHandler;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import tools.jackson.databind.JsonNode;

/** Stands before the engine: follows each request until it is answered, and counts it. */
public final class ObservedRequests implements RequestHandler {
  /** Stays open as long as its client listens. */
  private static final String LISTEN = "subscriptions/listen";

  private static final int LONGEST_NAME = 100;

  private final RequestHandler engine;
  private final Tracer tracer;
  private final RequestMeters meters;

  public ObservedRequests(RequestHandler engine, Tracer tracer, RequestMeters meters) {
    this.engine = engine;
    this.tracer = tracer;
    this.meters = meters;
  }

  @Override
  public void handle(RpcMessage message, Peer peer, Reply reply) {
    if (message instanceof RpcMessage.Request request && !request.method().equals(LISTEN)) {
      request(request, peer, reply);
    } else {
      engine.handle(message, peer, reply);
    }
  }

  private void request(RpcMessage.Request request, Peer peer, Reply reply) {
    boolean modern = Engine.isModern(request, peer);
    Span span = begin(request, peer);
    Observed observed = new Observed(reply, request.method(), modern, span);
    reply.onDisconnect(() -> observed.ended(Outcome.CANCELLED));
    try {
      Work.of(span).run(() -> engine.handle(request, peer, observed));
    } catch (RuntimeException e) {
      span.fail(e.getClass().getSimpleName());
      observed.ended(Outcome.ERROR);
      throw e;
    }
  }

  private Span begin(RpcMessage.Request request, Peer peer) {
    JsonNode meta = request.params().path("_meta");
    Optional<TraceParent> parent = TraceParent.of(meta).or(() -> TraceParent.of(peer.headers()));
    String target =
        request.method().equals("tools/call") || request.method().equals("prompts/get")
            ? request.params().path("name").asString("")
            : "";
    Span span = tracer.begin(shown((request.method() + " " + target).strip()), parent);
    if (span.isFollowed()) {
      span.tag("mcp.method.name", shown(request.method()));
      span.tag("jsonrpc.request.id", shown(request.id().toString()));
      span.tag("network.transport", peer.transport() == Peer.Transport.STDIO ? "pipe" : "tcp");
      peer.protocolVersion().ifPresent(v -> span.tag("mcp.protocol.version", shown(v)));
      span.tag("enduser.id", peer.principal().name());
    }
    return span;
  }

  private static String shown(String text) {
    return text.length() > LONGEST_NAME ? text.substring(0, LONGEST_NAME) : text;
  }

  @Override
  public Optional<RpcMessage.Failure> refuseBatch(Peer peer) {
    return engine.refuseBatch(peer);
  }

  @Override
  public void listen(Peer peer, Reply stream) {
    engine.listen(peer, stream);
  }

  @Override
  public void end(Peer peer, Reply reply) {
    engine.end(peer, reply);
  }

  /** The way back to the client, past which every answer has to go. */
  private final class Observed implements Reply {
    private final Reply reply;
    private final String method;
    private final boolean modern;
    private final Span span;
    private final long begin = System.nanoTime();
    private final AtomicBoolean over = new AtomicBoolean();

    Observed(Reply reply, String method, boolean modern, Span span) {
      this.reply = reply;
      this.method = method;
      this.modern = modern;
      this.span = span;
    }

    void ended(Outcome outcome) {
      if (over.compareAndSet(false, true)) {
        meters.ended(method, modern, outcome, System.nanoTime() - begin);
        span.end();
      }
    }

    private void failed(RpcError error, Outcome outcome) {
      span.tag("rpc.response.status_code", Integer.toString(error.code()));
      span.fail(error.message());
      ended(error.code() == RpcError.INTERNAL_ERROR ? Outcome.ERROR : outcome);
    }

    @Override
    public void send(RpcMessage message) {
      reply.send(message);
    }

    @Override
    public void send(RpcMessage message, String eventId) {
      reply.send(message, eventId);
    }

    @Override
    public void prime(String eventId, Duration retry) {
      reply.prime(eventId, retry);
    }

    @Override
    public void finish(RpcMessage.Response response, Map<String, String> headers) {
      if (response instanceof RpcMessage.Failure failure) {
        failed(failure.error(), Outcome.FAILED);
      } else {
        ended(Outcome.OK);
      }
      reply.finish(response, headers);
    }

    @Override
    public void accept() {
      ended(Outcome.CANCELLED);
      reply.accept();
    }

    @Override
    public void refuse(int httpStatus, RpcMessage.Failure failure, Map<String, String> headers) {
      failed(failure.error(), Outcome.REFUSED);
      reply.refuse(httpStatus, failure, headers);
    }

    @Override
    public void onDisconnect(Runnable action) {
      reply.onDisconnect(action);
    }
  }
}
