package dev.consilium.transport.testing;

import dev.consilium.schemas.json.Json;
import dev.consilium.schemas.rpc.RpcError;
import dev.consilium.schemas.rpc.RpcMessage;
import dev.consilium.transport.Peer;
import dev.consilium.transport.Reply;
import dev.consilium.transport.RequestHandler;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.node.ObjectNode;

/** An engine whose methods each do one thing that a transport has to cope with. */
public final class TestEngine implements RequestHandler {
  /** A request that the test answers. */
  public record Held(RpcMessage.Request request, Peer peer, Reply reply) {}

  private final BlockingQueue<Held> held = new LinkedBlockingQueue<>();
  private final BlockingQueue<RpcMessage> unanswered = new LinkedBlockingQueue<>();
  private final BlockingQueue<Reply> streams = new LinkedBlockingQueue<>();
  private final CountDownLatch disconnected = new CountDownLatch(1);

  @Override
  public void handle(RpcMessage message, Peer peer, Reply reply) {
    switch (message) {
      case RpcMessage.Request request -> request(request, peer, reply);
      case RpcMessage.Notification(String method, ObjectNode _) when method.equals("refused") ->
          reply.refuse(404, new RpcMessage.Failure(null, RpcError.of(-32001, "No such session")));
      case RpcMessage.Notification _, RpcMessage.Response _ -> {
        unanswered.add(message);
        reply.accept();
      }
    }
  }

  private void request(RpcMessage.Request request, Peer peer, Reply reply) {
    switch (request.method()) {
      case "echo" -> reply.finish(new RpcMessage.Result(request.id(), request.params()));
      case "initialize" ->
          reply.finish(
              new RpcMessage.Result(request.id(), request.params()),
              Map.of("Mcp-Session-Id", "s-1"));
      case "later" ->
          Thread.startVirtualThread(
              () -> reply.finish(new RpcMessage.Result(request.id(), request.params())));
      case "progress" -> Thread.startVirtualThread(() -> progress(request, reply));
      case "flood" -> Thread.startVirtualThread(() -> flood(request, reply));
      case "refused" ->
          reply.refuse(404, new RpcMessage.Failure(request.id(), RpcError.of(-32001, "Gone")));
      case "boom" -> throw new IllegalStateException("secret detail");
      case "hold" -> {
        reply.onDisconnect(disconnected::countDown);
        held.add(new Held(request, peer, reply));
      }
      default ->
          reply.finish(
              new RpcMessage.Failure(
                  request.id(),
                  RpcError.of(RpcError.METHOD_NOT_FOUND, "Unknown: " + request.method())));
    }
  }

  private static void progress(RpcMessage.Request request, Reply reply) {
    for (int i = 0; i < 3; i++) {
      reply.send(notification("n" + i));
    }
    reply.finish(new RpcMessage.Result(request.id(), request.params()));
    reply.send(notification("too late"));
  }

  private void flood(RpcMessage.Request request, Reply reply) {
    reply.onDisconnect(disconnected::countDown);
    RpcMessage large = notification("x".repeat(10_000));
    for (int i = 0; i < 100_000 && disconnected.getCount() > 0; i++) {
      reply.send(large);
    }
    reply.finish(new RpcMessage.Result(request.id(), request.params()));
  }

  @Override
  public Optional<RpcMessage.Failure> refuseBatch(Peer peer) {
    return peer.protocolVersion()
        .filter(version -> version.equals("2025-06-18"))
        .map(version ->
            new RpcMessage.Failure(null, RpcError.of(RpcError.INVALID_REQUEST, "No batches")));
  }

  @Override
  public void listen(Peer peer, Reply stream) {
    if (peer.sessionId().filter(id -> id.equals("unknown")).isPresent()) {
      stream.refuse(404, new RpcMessage.Failure(null, RpcError.of(-32001, "No such session")));
    } else {
      stream.onDisconnect(disconnected::countDown);
      streams.add(stream);
    }
  }

  @Override
  public void end(Peer peer, Reply reply) {
    if (peer.sessionId().isEmpty()) {
      reply.refuse(404, new RpcMessage.Failure(null, RpcError.of(-32001, "No such session")));
    } else {
      reply.accept();
    }
  }

  public Held held() throws InterruptedException {
    return taken(held);
  }

  public RpcMessage unanswered() throws InterruptedException {
    return taken(unanswered);
  }

  public Reply stream() throws InterruptedException {
    return taken(streams);
  }

  public boolean awaitDisconnect() throws InterruptedException {
    return disconnected.await(10, TimeUnit.SECONDS);
  }

  private static <T> T taken(BlockingQueue<T> queue) throws InterruptedException {
    T item = queue.poll(10, TimeUnit.SECONDS);
    if (item == null) {
      throw new AssertionError("nothing came within ten seconds");
    }
    return item;
  }

  public static RpcMessage notification(String text) {
    return new RpcMessage.Notification("note", Json.MAPPER.createObjectNode().put("text", text));
  }
}
